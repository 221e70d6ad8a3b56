// What the helpers for web frameworks share.
import { ConfigurationError, InvalidRequestError, WebhookError } from "./generated/errors.js";

/** Longer bodies are not read to their end: the gateway sends none, and the check of the length refuses them. */
export const LONGEST_BODY = 256 * 1024 + 1;

/** The answer to a webhook that failed a check. It says no more, since anybody can send one. */
export const REFUSED = 403;

/** UnivaPay's webhooks have a verifier of their own, and must not be answered as these helpers do. */
export function checkVerifier(verifier: unknown): void {
  if (typeof (verifier as { verifyFrom?: unknown } | null)?.verifyFrom === "function") return;
  const message = "verifier must be a Verifier of webhooks, which is ITO-Japan's";
  throw new ConfigurationError({ message, field: "verifier" });
}

/** Whether `error` is about the webhook that came in, and not about this application. */
export function isRefusal(error: unknown): boolean {
  return error instanceof WebhookError;
}

/** The body was read by something else, and is gone. */
export function consumed(remedy: string): InvalidRequestError {
  const message = `body was read before: the signature is over its exact bytes. ${remedy}`;
  return new InvalidRequestError({ message, field: "body", code: "body_not_raw" });
}
