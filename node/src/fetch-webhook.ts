// Webhooks wherever requests are `Request` and answers are `Response`.
import { checkFunction } from "./check.js";
import { readUpTo } from "./fetch.js";
import type { Framework } from "./raw-body.js";
import type { Verifier, WebhookEvent } from "./webhooks.js";
import { consumed, isRefusal, LONGEST_BODY, REFUSED } from "./webhook-request.js";

/** Verifies a request, and answers it: 403 if it fails a check, else what the handler returns, or 200. */
export async function answer(
  framework: Framework,
  verifier: Verifier,
  request: Request,
  handler: (event: WebhookEvent) => Response | void | Promise<Response | void>,
): Promise<Response> {
  checkFunction(handler, "handler");
  if (request.bodyUsed) throw consumed("Do not read the request's body before webhook() does");
  const body = await readUpTo(request, LONGEST_BODY);
  let event: WebhookEvent;
  try {
    event = verifier.verifyFrom(framework, body, request.headers);
  } catch (error) {
    if (isRefusal(error)) return new Response(null, { status: REFUSED });
    throw error;
  }
  return (await handler(event)) ?? new Response(null, { status: 200 });
}
