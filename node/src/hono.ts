// Webhooks in Hono.
import { answer } from "./fetch-webhook.js";
import { checkVerifier } from "./webhook-request.js";
import type { Verifier, WebhookEvent } from "./webhooks.js";

/** Hono's context as far as it is used. */
export interface HonoContext {
  readonly req: {
    readonly raw: Request;
    arrayBuffer(): Promise<ArrayBuffer>;
  };
}

/**
 * A handler that verifies webhooks: `app.post("/web_hook", webhook(verifier, async (event, c) => { … }))`.
 *
 * A webhook that fails a check is answered with 403, and the handler is not called. Else the answer is the handler's, or
 * 200; if it fails, `onError` answers, and the gateway sends the webhook again.
 */
export function webhook<Context extends HonoContext>(
  verifier: Verifier,
  handler: (event: WebhookEvent, context: Context) => Response | void | Promise<Response | void>,
): (context: Context) => Promise<Response> {
  checkVerifier(verifier);
  return async (context) => {
    const { raw } = context.req;
    // What read the body before has left its exact text with Hono.
    const request = raw.bodyUsed
      ? new Request(raw.url, {
          method: "POST",
          headers: raw.headers,
          body: await context.req.arrayBuffer(),
        })
      : raw;
    return answer("hono", verifier, request, (event) => handler(event, context));
  };
}
