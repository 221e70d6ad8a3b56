import { checkText, checkTime } from "./check.js";
import { encode } from "./encode.js";
import { unwrap } from "./failure.js";
import type { CreatePaymentParameters } from "./generated/ito/models.js";
import { native } from "./native.js";

/** How a payment request is signed and sent. */
export type SigningProfile = "documented" | "json-body" | "form-string" | "form-raw";

/** A signed payment request, for other HTTP clients and for looking at. */
export interface SignedRequest {
  /** What to send. */
  readonly body: string;
  /** The `Content-Type` to send it with. */
  readonly contentType: string;
  /** What was signed, after `"{timestamp}."`. */
  readonly signed: string;
  /** The `X-Timestamp` header. */
  readonly xTimestamp: string;
  /** The `X-Signature` header: lower-case hex, without a prefix. */
  readonly xSignature: string;
}

/** Signs a payment request without sending it. `timestamp` is a `Date` or milliseconds since 1970, now by default. */
export function signRequest(
  parameters: CreatePaymentParameters,
  secretKey: string,
  options: { timestamp?: Date | number | undefined; profile?: SigningProfile | undefined } = {},
): SignedRequest {
  const millis = checkTime(options.timestamp ?? Date.now(), "timestamp");
  const text = encode(parameters, "CreatePayment");
  const secret = checkText(secretKey, "secretKey");
  const profile = options.profile === undefined ? undefined : checkText(options.profile, "profile");
  const signed = unwrap(native.signRequest(text, secret, millis, profile), "CreatePayment");
  const xTimestamp = String(Math.floor(millis / 1000));
  return {
    body: signed[0],
    contentType: signed[1],
    signed: signed[2],
    xTimestamp,
    xSignature: signed[3],
  };
}

/** A code verifier and its challenge (RFC 7636, S256). */
export interface Pkce {
  /** The code verifier. It stays in the app, and is neither printed nor copied with the rest. */
  readonly verifier: string;
  /** The code challenge: it goes into the authorize URL. */
  readonly challenge: string;
}

/** A new PKCE pair, or the pair of a verifier made elsewhere. */
export function pkce(verifier?: string): Pkce {
  const given = verifier === undefined ? undefined : checkText(verifier, "verifier");
  const [made, challenge] = unwrap(native.pkce(given));
  // The verifier is a secret: it can be read, and is not printed.
  const pair = { challenge } as Pkce;
  return Object.defineProperty(pair, "verifier", { value: made });
}
