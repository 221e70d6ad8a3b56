// UnivaPay's webhooks.
import { checkHeaders, pairsOf, type HeadersLike } from "./headers.js";
import { checkObject, checkText } from "./check.js";
import { unwrap } from "./failure.js";
import { ConfigurationError, InvalidRequestError } from "./generated/errors.js";
import type { Event, EventDataByType } from "./generated/univapay/models.js";
import type { JsonValue } from "./json.js";
import { native, type NativeEventVerifier } from "./native.js";
import { bytesOf, type RawBody } from "./raw-body.js";
import { revive } from "./revive.js";

/** The HTTP status to answer when an event was taken, also one that repeats another or means nothing to you. */
export const TAKEN = 200;

/**
 * The HTTP status to answer when an event was not taken: your queue is down, or it did not verify. Never 401 or 403: the
 * gateway would switch the webhook off.
 */
export const NOT_NOW = 503;

type Head = Omit<Event, "dataType" | "data"> & {
  /** Everything the gateway sent, unknown fields included. */
  readonly raw: JsonValue;
  /** The same as text. */
  readonly rawText: string;
};

/** A verified event. `dataType` says what `data` is; `"other"` of what this version does not know. */
export type WebhookEvent =
  | {
      [Type in keyof EventDataByType]: Head & {
        readonly dataType: Type;
        readonly data: EventDataByType[Type];
      };
    }[keyof EventDataByType]
  | (Head & { readonly dataType: "other"; readonly data: JsonValue });

/**
 * Verifies UnivaPay's webhooks. Make it once, use it often. Its tokens are never shown.
 *
 * The gateway signs nothing: it proves itself by the `authToken` that the webhook was created with. So create every webhook
 * with a long random one. Answer within 3 seconds, with {@link TAKEN} or {@link NOT_NOW} only: any other status may switch
 * the webhook off. So verify, put the event into a queue of your own, answer, and do the rest afterwards.
 */
export class WebhookVerifier {
  readonly #native: NativeEventVerifier;

  /** `authToken`: that of the webhook, or every one in use while it is being rotated. */
  constructor(authToken: string | readonly string[]) {
    const tokens: readonly unknown[] = Array.isArray(authToken) ? authToken : [authToken];
    if (!tokens.every((token) => typeof token === "string")) {
      const message = "authToken must be a string, or a list of strings";
      throw new ConfigurationError({ message, field: "authToken" });
    }
    this.#native = unwrap(native.createEventVerifier([...tokens] as string[]));
  }

  /**
   * Verifies a webhook from its raw body and all of its request's headers. What fails is a `WebhookError` whose `code` is
   * the reason: answer it with {@link NOT_NOW}.
   */
  verify(body: RawBody, headers: HeadersLike): WebhookEvent {
    const bytes = bytesOf(body);
    const text = unwrap(this.#native.verify(pairsOf(checkHeaders(headers)), bytes));
    const event = revive(text, "Event");
    const rawText = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    // Not enumerable, as in answers: neither printed nor copied.
    Object.defineProperty(event, "rawText", { value: rawText });
    Object.defineProperty(event, "raw", { get: () => JSON.parse(rawText) as JsonValue });
    return Object.freeze(event) as WebhookEvent;
  }
}

/** A webhook for a test. */
export interface TestWebhook {
  readonly body: string;
  readonly headers: { readonly "content-type": string; readonly authorization: string };
}

/**
 * A webhook as the gateway sends it, for tests of yours. `data` is what the event is about, as in an answer's JSON. Without
 * `id` and `createdOn` it has the older form.
 */
export function testWebhook(
  authToken: string,
  event: string,
  data: JsonValue,
  options: { id?: string | undefined; createdOn?: Date | undefined } = {},
): TestWebhook {
  const { id, createdOn } = checkObject(options);
  if (createdOn !== undefined && !(createdOn instanceof Date && !Number.isNaN(+createdOn))) {
    throw new InvalidRequestError({
      message: "createdOn must be a valid Date",
      field: "createdOn",
    });
  }
  const authorization = checkText(authToken, "authToken");
  const body = native.testWebhook(
    authorization,
    checkText(event, "event"),
    JSON.stringify(data) ?? "",
    id === undefined ? undefined : checkText(id, "id"),
    createdOn?.toISOString(),
  );
  const headers = { "content-type": "application/json", authorization };
  return { body: unwrap(body), headers };
}
