// Requests through an application's own `fetch`.

/** A function like `fetch`, as far as it is used. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** What the function is given. It must follow no redirect, and repeat nothing. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  redirect: "manual";
  signal: AbortSignal;
}

/** What it answers, such as a `Response`. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly redirected?: boolean;
  readonly body?: unknown;
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** Reading stops past this many bytes. */
  readonly maxAnswer: number;
}

interface Answer {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: Uint8Array;
}

/** How far a request got, and whether it may have been sent. */
interface Broken {
  readonly phase: "connect" | "tls" | "send" | "receive" | "timeout";
  readonly sent: "no" | "maybe" | "yes";
  readonly message: string;
}

/** Sends one request. Whatever goes wrong is a value. */
export async function exchange(
  fetch: FetchLike | undefined,
  request: Request,
  signal: AbortSignal,
): Promise<Answer | Broken> {
  let response: FetchResponse;
  try {
    if (fetch === undefined) throw new TypeError("there is no fetch");
    const { method, url, body } = request;
    const init: FetchInit = {
      method,
      headers: Object.fromEntries(request.headers),
      redirect: "manual",
      signal,
    };
    if (body.length > 0) init.body = body as Uint8Array<ArrayBuffer>;
    response = await fetch(url, init);
  } catch (error) {
    return unanswered(error);
  }
  try {
    if (response.redirected === true) {
      discard(response);
      return { phase: "receive", sent: "yes", message: "fetch followed a redirect" };
    }
    const headers = Array.from(response.headers, ([name, value]): [string, string] => [
      String(name),
      String(value),
    ]);
    if (!Number.isInteger(response.status) || response.status < 100 || response.status > 599) {
      discard(response);
      return { phase: "receive", sent: "maybe", message: "fetch gave no HTTP status" };
    }
    return { status: response.status, headers, body: await readUpTo(response, request.maxAnswer) };
  } catch (error) {
    return { phase: "receive", sent: "yes", message: `the answer broke off${coded(error)}` };
  }
}

/** A body, or as much of it as is past the limit: what is too large is refused elsewhere. */
export async function readUpTo(
  response: Pick<FetchResponse, "body" | "arrayBuffer">,
  limit: number,
): Promise<Uint8Array> {
  const reader = streamOf(response)?.getReader();
  if (reader === undefined) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  // A stream that is at its end already ignores it; one that is not may fail to, and that says nothing new.
  if (length > limit) reader.cancel().catch(() => undefined);
  return Buffer.concat(chunks);
}

/** An answer that is not read would keep its connection. */
function discard(response: FetchResponse): void {
  streamOf(response)
    ?.cancel()
    .catch(() => undefined);
}

function streamOf({ body }: Pick<FetchResponse, "body">): ReadableStream<Uint8Array> | undefined {
  const streams = typeof body === "object" && body !== null && "getReader" in body;
  return streams ? (body as ReadableStream<Uint8Array>) : undefined;
}

/** There was no connection, so nothing was sent. */
const UNCONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/;
/** So do these say, but of a connection that was there too: it depends on what failed. */
const UNREACHABLE = /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/;
const CONNECTING = /^(connect|getaddrinfo)$/;
/** The certificate was refused, which is before anything is sent. */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/;

function unanswered(error: unknown): Broken {
  const origins = originsOf(error);
  const code = codeOf(error);
  if (origins.every((origin) => origin.code === "UND_ERR_CONNECT_TIMEOUT")) {
    return { phase: "timeout", sent: "no", message: `connecting took too long${coded(error)}` };
  }
  if (origins.every(isUnconnected)) {
    return { phase: "connect", sent: "no", message: `no connection to the gateway${coded(error)}` };
  }
  if (origins.every((origin) => CERTIFICATE.test(origin.code))) {
    const message = `the gateway's TLS certificate was not accepted${coded(error)}`;
    return { phase: "tls", sent: "no", message };
  }
  if (/TIMEOUT|ETIMEDOUT/.test(code) || nameOf(error) === "TimeoutError") {
    return { phase: "timeout", sent: "maybe", message: `the answer took too long${coded(error)}` };
  }
  return {
    phase: "send",
    sent: "maybe",
    message: `the connection broke before an answer came${coded(error)}`,
  };
}

/** What the system said: a code, and which of its calls failed. Empty if it said nothing. */
interface Origin {
  readonly code: string;
  readonly syscall: string;
}

function isUnconnected({ code, syscall }: Origin): boolean {
  return UNCONNECTED.test(code) || (UNREACHABLE.test(code) && CONNECTING.test(syscall));
}

/** Where an error comes from, at least one: `fetch` hides it in the cause, and happy eyeballs in a list below that. */
function originsOf(error: unknown, depth = 0): Origin[] {
  if (typeof error !== "object" || error === null || depth > 4) return [{ code: "", syscall: "" }];
  const { code, syscall, cause, errors } = error as Record<string, unknown>;
  const below = [cause, ...(Array.isArray(errors) ? errors : [])].filter((e) => e !== undefined);
  const inner = below.flatMap((e) => originsOf(e, depth + 1));
  // One of a list that has no code stays in it: what happened there is not known.
  if (inner.some((origin) => origin.code !== "")) return inner;
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return [{ code: text(code), syscall: text(syscall) }];
}

function codeOf(error: unknown): string {
  return originsOf(error).find(({ code }) => code !== "")?.code ?? "";
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function coded(error: unknown): string {
  // Only codes: messages may hold the URL.
  const code = codeOf(error);
  return /^[A-Z0-9_]+$/.test(code) ? ` (${code})` : "";
}
