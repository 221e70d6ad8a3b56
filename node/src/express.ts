// Webhooks in Express and Connect, and in a plain `node:http` server.
import { checkFunction } from "./check.js";
import type { RawBody, Verifier, WebhookEvent } from "./webhooks.js";
import { checkVerifier, consumed, isRefusal, LONGEST_BODY, REFUSED } from "./webhook-request.js";

/** A request as far as it is used: Express's, or that of `node:http`. */
export interface IncomingRequest extends AsyncIterable<unknown> {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly readableEnded: boolean;
}

/** A response as far as it is used. */
export interface OutgoingResponse {
  statusCode: number;
  readonly headersSent: boolean;
  end(): unknown;
}

const kept = new WeakMap<object, Uint8Array>();

/**
 * For applications that parse all bodies: `express.json({ verify: keepRawBody })` keeps the bytes for {@link webhook}.
 */
export function keepRawBody(request: object, _response: unknown, body: Uint8Array): void {
  kept.set(request, body);
}

/**
 * A request handler that verifies webhooks: `app.post("/web_hook", webhook(verifier, async (event) => { … }))`. It reads
 * the raw body itself, so put it before `express.json()`, or give that {@link keepRawBody}.
 *
 * A webhook that fails a check is answered with 403, and the handler is not called. Else 200 once the handler is done; if
 * it fails, the error goes to `next`, and the gateway sends the webhook again.
 */
export function webhook<Request extends IncomingRequest, Response extends OutgoingResponse>(
  verifier: Verifier,
  handler: (event: WebhookEvent, request: Request, response: Response) => void | Promise<void>,
): (request: Request, response: Response, next: (error?: unknown) => void) => Promise<void> {
  checkVerifier(verifier);
  checkFunction(handler, "handler");
  return async (request, response, next) => {
    let event: WebhookEvent;
    try {
      event = verifier.verifyFrom("express", await rawBody(request), request.headers);
    } catch (error) {
      if (!isRefusal(error)) return next(error);
      response.statusCode = REFUSED;
      response.end();
      return;
    }
    try {
      await handler(event, request, response);
      if (!response.headersSent) response.end();
    } catch (error) {
      // Whatever it is: the webhook was good, and 403 would lose it.
      next(error);
    }
  };
}

async function rawBody(request: IncomingRequest): Promise<RawBody> {
  const bytes = kept.get(request);
  if (bytes !== undefined) return bytes;
  if (request.readableEnded) {
    // Raw if `express.raw()` or `express.text()` read it; the verifier explains what to do about any other.
    const { body } = request as { body?: RawBody };
    if (body !== undefined) return body;
    throw consumed("Put webhook() of kaikei/express before whatever reads it");
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array);
    // The rest is read and dropped, so that the answer can be sent.
    if (length < LONGEST_BODY) chunks.push(bytes);
    length += bytes.length;
  }
  return Buffer.concat(chunks);
}
