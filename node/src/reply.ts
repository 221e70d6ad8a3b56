// Answers, with what they came from.
import type { JsonValue } from "./json.js";
import type { NativeEvent } from "./native.js";
import { revive } from "./revive.js";

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

/** The answer that `event` brought. */
export function reply<T extends object>(
  event: Extract<NativeEvent, [0, ...unknown[]]>,
  model: string,
): Reply<T> {
  const [, , json, rawText, httpStatus, retries, headers, requestId = null] = event;
  const answer = revive(json, model) as T;
  let parsed: { raw: JsonValue } | undefined;
  let response: ResponseInfo | undefined;
  Object.defineProperties(answer, {
    rawText: { value: rawText },
    raw: { get: () => (parsed ??= { raw: JSON.parse(rawText) as JsonValue }).raw },
    response: {
      get: () =>
        (response ??= {
          httpStatus,
          headers: new Headers(JSON.parse(headers) as [string, string][]),
          requestId,
          retries,
        }),
    },
  });
  return answer as Reply<T>;
}
