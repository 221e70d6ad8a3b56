// Answers, with what they came from.
import type { JsonValue } from "./json.js";
import { native, type NativeEvent } from "./native.js";
import { revive, revivePage } from "./revive.js";

/** An answer's HTTP side. */
export interface ResponseInfo {
  /** The HTTP status. */
  readonly httpStatus: number;
  /** The headers. */
  readonly headers: Headers;
  /** The gateway's id of the request, when it sends one; quote it to the gateway's support. */
  readonly requestId: string | null;
  /** How many tries came before the one that brought this answer. */
  readonly retries: number;
  /**
   * What became of the request's idempotency key, when the gateway says so: `"successfully_stored"`, `"not_stored"`,
   * `"retrieved_idempotent_response"`, `"conflicting_key"`, `"error"`, `"disabled"`.
   */
  readonly idempotencyStatus: string | null;
  /** Whether the key did not protect: the same request with the same key would be carried out again. */
  readonly isUnprotected: boolean;
}

/** An answer. What is added to it is not enumerable: it is neither printed nor copied. */
export type Reply<T> = T & {
  /** Everything the gateway sent, unknown fields included. It may hold personal data. */
  readonly raw: JsonValue;
  /** The same as text, exactly as received: numbers have all their digits. */
  readonly rawText: string;
  /** Status and headers. */
  readonly response: ResponseInfo;
};

type Answered = Extract<NativeEvent, [0, ...unknown[]]>;

/** What an answer came from. Parsed when it is asked for. */
class Origin {
  readonly rawText: string;
  readonly #httpStatus: number;
  readonly #retries: number;
  readonly #headers: string;
  readonly #requestId: string | null;
  #parsed: { readonly raw: JsonValue } | undefined;
  #response: ResponseInfo | undefined;

  constructor(event: Answered) {
    this.rawText = event[3];
    this.#httpStatus = event[4];
    this.#retries = event[5];
    this.#headers = event[6];
    this.#requestId = event[7] ?? null;
  }

  get raw(): JsonValue {
    return (this.#parsed ??= { raw: JSON.parse(this.rawText) as JsonValue }).raw;
  }

  get response(): ResponseInfo {
    return (this.#response ??= this.#read());
  }

  #read(): ResponseInfo {
    const [idempotencyStatus, isUnprotected] = native.idempotencyStatus(this.#headers) ?? [
      null,
      false,
    ];
    return {
      httpStatus: this.#httpStatus,
      headers: new Headers(JSON.parse(this.#headers) as [string, string][]),
      requestId: this.#requestId,
      retries: this.#retries,
      idempotencyStatus,
      isUnprotected,
    };
  }
}

// Not a private field: a proxy around an answer hands a symbol on.
const ORIGIN = Symbol("origin");
type Traced = { readonly [ORIGIN]: Origin };

// The same functions for all answers, and one definition after the other: so answers of a model share their layout, which
// is several times faster than closures of their own.
const RAW_TEXT: PropertyDescriptor & ThisType<Traced> = {
  get() {
    return this[ORIGIN].rawText;
  },
};
const RAW: PropertyDescriptor & ThisType<Traced> = {
  get() {
    return this[ORIGIN].raw;
  },
};
const RESPONSE: PropertyDescriptor & ThisType<Traced> = {
  get() {
    return this[ORIGIN].response;
  },
};

/** The answer that `event` brought; of a `listing`, a page of `model`. */
export function reply<T extends object>(
  event: Answered,
  model: string,
  listing: boolean | undefined,
): Reply<T> {
  const answer = (listing ? revivePage(event[2], model) : revive(event[2], model)) as T;
  Object.defineProperty(answer, ORIGIN, { value: new Origin(event) });
  Object.defineProperty(answer, "rawText", RAW_TEXT);
  Object.defineProperty(answer, "raw", RAW);
  Object.defineProperty(answer, "response", RESPONSE);
  return answer as Reply<T>;
}
