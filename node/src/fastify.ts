// Webhooks in Fastify.
import { checkFunction } from "./check.js";
import type { RawBody, Verifier, WebhookEvent } from "./webhooks.js";
import { checkVerifier, isRefusal, LONGEST_BODY, REFUSED } from "./webhook-request.js";

/** A request as far as it is used. */
export interface FastifyWebhookRequest {
  readonly body: unknown;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

/** A reply as far as it is used. */
export interface FastifyWebhookReply {
  readonly sent: boolean;
  code(status: number): { send(payload?: unknown): unknown };
}

/** A Fastify instance as far as it is used. Its own types have one more parameter for every version. */
export interface FastifyLike {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: "*",
    options: { parseAs: "buffer"; bodyLimit: number },
    parser: any,
  ): unknown;
  post(path: string, handler: any): unknown;
}

/** Options of {@link webhook}. */
export interface WebhookPluginOptions {
  /** Where the gateway posts to: `/web_hook`. */
  path: string;
  /** Verifies what comes. */
  verifier: Verifier;
  /** Sees to a verified event. */
  handler: (
    event: WebhookEvent,
    request: FastifyWebhookRequest,
    reply: FastifyWebhookReply,
  ) => void | Promise<void>;
}

/**
 * A plugin with one route that verifies webhooks: `app.register(webhook, { path: "/web_hook", verifier, handler })`. The
 * parsers of the application's other routes stay as they are.
 *
 * A webhook that fails a check is answered with 403, and the handler is not called. Else 200 once the handler is done; if
 * it fails, Fastify answers 500, and the gateway sends the webhook again.
 */
export async function webhook(app: FastifyLike, options: WebhookPluginOptions): Promise<void> {
  const { path, verifier, handler } = options;
  checkVerifier(verifier);
  checkFunction(handler, "handler");
  app.removeAllContentTypeParsers();
  // One byte more than the longest: what is too long is refused by the check of the length, like everything else.
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: LONGEST_BODY }, keep);
  app.post(path, async (request: FastifyWebhookRequest, reply: FastifyWebhookReply) => {
    let event: WebhookEvent;
    try {
      event = verifier.verifyFrom("fastify", request.body as RawBody, request.headers);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return reply.code(REFUSED).send();
    }
    await handler(event, request, reply);
    return reply.sent ? reply : reply.code(200).send();
  });
}

function keep(_request: unknown, body: Buffer, done: (error: null, body: Buffer) => void): void {
  done(null, body);
}
