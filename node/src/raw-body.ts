// The body as it was received. Signatures are over bytes, which a parsed body has no longer.
import { InvalidRequestError } from "./generated/errors.js";

/** A webhook's body before any parsing. Text must be the whole body, undecoded but for its UTF-8. */
export type RawBody = Uint8Array | ArrayBuffer | string;

/** How to get at the raw body, framework by framework. */
const REMEDIES = {
  express:
    "use webhook() of kaikei/express before express.json(), or express.json({ verify: keepRawBody })",
  fastify: "register the plugin of kaikei/fastify, which keeps the raw body of its own route",
  hono: "use webhook() of kaikei/hono, or pass await c.req.text()",
  next: "use webhook() of kaikei/next, or pass await request.text(); in pages/api, switch bodyParser off",
} as const;

/** A framework that there is a remedy for. */
export type Framework = keyof typeof REMEDIES;

/** The bytes of a raw body. Shared memory is copied: it could change between the check of its signature and its use. */
export function bytesOf(body: unknown, framework?: Framework): Uint8Array {
  if (body instanceof Uint8Array) {
    return body.buffer instanceof ArrayBuffer ? body : new Uint8Array(body);
  }
  if (typeof body === "string") return Buffer.from(body, "utf8");
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new InvalidRequestError({
    message: explained(body, framework),
    field: "body",
    code: "body_not_raw",
  });
}

function explained(body: unknown, framework: Framework | undefined): string {
  const why = "the signature is over its exact bytes, which are lost once it is parsed";
  const how =
    framework === undefined
      ? `Express: ${REMEDIES.express}. Fastify: ${REMEDIES.fastify}. Hono: ${REMEDIES.hono}. Next.js: ${REMEDIES.next}`
      : REMEDIES[framework];
  return `body must be the raw body (a Buffer or text), not ${what(body)}: ${why}. ${how}`;
}

function what(body: unknown): string {
  if (body === undefined || body === null) return "missing";
  if (typeof body !== "object") return `a ${typeof body}`;
  if (typeof (body as { text?: unknown }).text === "function") return "the request itself";
  if (typeof (body as { pipe?: unknown }).pipe === "function") return "a stream";
  return "a parsed object";
}
