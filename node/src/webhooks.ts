// Webhooks: verified, explained, and signed for tests. None of this needs a client.
import { checkObject, checkText, checkTime } from "./check.js";
import { isFailure, toError, unwrap } from "./failure.js";
import { ConfigurationError, InternalError, WebhookError } from "./generated/errors.js";
import { checkHeaders, pairsOf, signatureHeaders, type HeadersLike } from "./headers.js";
import { native, type NativeVerifier, type QuickVerify } from "./native.js";
import { bytesOf, type Framework, type RawBody } from "./raw-body.js";
import { WebhookEvent } from "./webhook-event.js";

export { Fingerprint, WebhookEvent, type FingerprintData } from "./webhook-event.js";
export type { HeadersLike } from "./headers.js";
export type { RawBody } from "./raw-body.js";

/** Settings of a verifier. */
export interface VerifierOptions {
  /** How far the timestamp may be from now, on both sides, in milliseconds. Default 300,000. */
  tolerance?: number | undefined;
}

/** Settings of one check. */
export interface VerifyOptions {
  /** The time: a `Date` or milliseconds since 1970. */
  now?: Date | number | undefined;
}

/** What {@link Verifier.explain} found. */
export interface Explanation {
  /** Whether the webhook verifies. */
  readonly valid: boolean;
  /** The reason of the first failed check, as in the error's `code`. */
  readonly reason?: string;
  /** What is probably wrong, most likely first; empty if it verifies. */
  readonly findings: readonly { readonly code: string; readonly message: string }[];
}

/** Verifies webhooks. Make it once, use it often. Its secrets are never shown. */
export class Verifier {
  readonly #native: NativeVerifier;
  readonly #quick: QuickVerify;
  /** Filled by `#quick`. */
  readonly #layout: Uint32Array;

  /** `secret`: the webhook secret, or every active one by name while it is being rotated. */
  constructor(secret: string | Readonly<Record<string, string>>, options: VerifierOptions = {}) {
    this.#native = unwrap(
      native.createVerifier(secretsOf(secret), toleranceOf(checkObject(options).tolerance)),
    );
    [this.#quick, this.#layout] = this.#native.quick();
  }

  /**
   * Verifies a webhook from its raw body and all of its request's headers. What fails is a `WebhookError` whose `code` is
   * the reason: answer it with 403.
   */
  verify(body: RawBody, headers: HeadersLike, options?: VerifyOptions): WebhookEvent {
    return this.verifyFrom(undefined, body, headers, options);
  }

  /** @internal The framework is named where the body turns out to be parsed. */
  verifyFrom(
    framework: Framework | undefined,
    body: RawBody,
    headers: HeadersLike,
    options?: VerifyOptions,
  ): WebhookEvent {
    const bytes = bytesOf(body, framework);
    const now = options?.now === undefined ? Date.now() : checkTime(options.now, "now");
    const pair = signatureHeaders(checkHeaders(headers));
    if (pair === undefined) {
      unwrap(this.#native.check(pairsOf(headers), bytes, now));
      throw new InternalError({ message: "a webhook verified without its headers" });
    }
    const text = this.#quick(pair[0], pair[1], bytes, now);
    if (typeof text !== "string") throw toError(text);
    const origin = { verifier: this.#native, proof: [pair[0], pair[1], bytes] as const };
    return new WebhookEvent(text, this.#layout, origin);
  }

  /** Says why a webhook fails, for developers; never for the answer to the gateway. Shows no secret. */
  explain(body: RawBody, headers: HeadersLike, options?: VerifyOptions): Explanation {
    const bytes = bytesOf(body);
    const now = options?.now === undefined ? Date.now() : checkTime(options.now, "now");
    const pair = signatureHeaders(checkHeaders(headers));
    if (pair !== undefined) {
      return JSON.parse(unwrap(this.#native.explain(pair[0], pair[1], bytes, now))) as Explanation;
    }
    const failed = this.#native.check(pairsOf(headers), bytes, now);
    const error = isFailure(failed) ? toError(failed) : undefined;
    if (!(error instanceof WebhookError))
      throw error ?? new InternalError({ message: "nothing to explain" });
    const message = error.field === undefined ? error.message : `${error.message}: ${error.field}`;
    return { valid: false, reason: error.code, findings: [{ code: error.code, message }] };
  }
}

/** Verifies one webhook; see {@link Verifier.verify}. For many, make a `Verifier` once. */
export function verify(
  body: RawBody,
  headers: HeadersLike,
  secret: string | Readonly<Record<string, string>>,
  options: VerifierOptions & VerifyOptions = {},
): WebhookEvent {
  return new Verifier(secret, options).verify(body, headers, options);
}

/** Says why one webhook fails; see {@link Verifier.explain}. */
export function explain(
  body: RawBody,
  headers: HeadersLike,
  secret: string | Readonly<Record<string, string>>,
  options: VerifierOptions & VerifyOptions = {},
): Explanation {
  return new Verifier(secret, options).explain(body, headers, options);
}

/** The two headers of a webhook. */
export type SignedWebhook = {
  readonly "x-timestamp": string;
  readonly "x-signature": string;
};

/** Signs a raw body as the gateway does, for tests. `timestamp` is a `Date` or milliseconds since 1970, now by default. */
export function sign(
  body: RawBody,
  secret: string,
  options: { timestamp?: Date | number | undefined } = {},
): SignedWebhook {
  const millis = checkTime(checkObject(options).timestamp ?? Date.now(), "timestamp");
  const signed = native.signWebhook(checkText(secret, "secret"), millis, bytesOf(body));
  const [timestamp, signature] = unwrap(signed);
  return { "x-timestamp": timestamp, "x-signature": signature };
}

function secretsOf(secret: unknown): [string, string][] {
  const named = typeof secret === "string" ? { default: secret } : secret;
  const wrong = (): ConfigurationError => {
    const rule = "must be a string, or an object of strings by name";
    return new ConfigurationError({ message: `secret ${rule}`, field: "secret" });
  };
  if (typeof named !== "object" || named === null) throw wrong();
  return Object.entries(named).map(([name, value]) => {
    if (typeof value !== "string") throw wrong();
    return [name, value];
  });
}

function toleranceOf(tolerance: unknown): number | undefined {
  if (tolerance === undefined) return undefined;
  // The gateway signs whole seconds: less than one is a mistake in the unit.
  if (typeof tolerance === "number" && (tolerance === 0 || tolerance >= 1000)) return tolerance;
  const rule = "must be in milliseconds: 0, or at least 1000";
  throw new ConfigurationError({ message: `tolerance ${rule}`, field: "tolerance" });
}
