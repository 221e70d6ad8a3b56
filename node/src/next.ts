// Webhooks in route handlers of Next.js, and wherever else a handler takes a `Request` and returns a `Response`
// (SvelteKit, Remix, Bun.serve, Deno.serve).
import { answer } from "./fetch-webhook.js";
import { checkVerifier } from "./webhook-request.js";
import type { Verifier, WebhookEvent } from "./webhooks.js";

/**
 * A route handler that verifies webhooks: `export const POST = webhook(verifier, async (event) => { … })`. It runs on
 * Node.js (`export const runtime = "nodejs"`), not on the edge.
 *
 * A webhook that fails a check is answered with 403, and the handler is not called. Else the answer is the handler's, or
 * 200; if it fails, the framework answers 500, and the gateway sends the webhook again.
 */
export function webhook<R extends Request = Request>(
  verifier: Verifier,
  handler: (event: WebhookEvent, request: R) => Response | void | Promise<Response | void>,
): (request: R) => Promise<Response> {
  checkVerifier(verifier);
  return (request) => answer("next", verifier, request, (event) => handler(event, request));
}
