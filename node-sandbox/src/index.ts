/**
 * The ITO-Japan and UnivaPay payment gateways, emulated, inside this process. No money moves.
 *
 * `Sandbox` of `kaikei/testing` is made of this and comes with clients.
 *
 * @packageDocumentation
 */

import { native, type NativeServer } from "./native.js";

/** How a sandbox starts. What a newer sandbox knows besides may be given too. */
export interface ServerOptions {
  /** The same seed gives the same keys and ids, in the order of the calls. 0 if not given. */
  seed?: number | undefined;
  /** How the gateways behave, by the names of docs/sandbox.md. */
  settings?: object | undefined;
  /** An instant in ISO-8601, at which the clock then stands. Without it, it follows the system's time. */
  start_at?: string | undefined;
  /** Further redirect URIs for the first merchant's app. */
  redirect_uris?: readonly string[] | undefined;
  /** Hosts besides loopback that webhooks may be posted to. */
  allow_hosts?: readonly string[] | undefined;
}

/** The control API refused a request. */
export class ControlError extends Error {
  override readonly name = "ControlError";

  constructor(
    /** HTTP status: 400 for a mistake, 404 for what does not exist. */
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Both gateways on a free port of 127.0.0.1, until stopped or collected.
 *
 * It serves on a thread of its own, which keeps neither the event loop nor the process alive.
 */
export class Server {
  readonly #native: NativeServer;

  /** Throws for options that the sandbox does not know, or if it cannot listen. */
  constructor(options: ServerOptions = {}) {
    this.#native = new native.NativeServer(JSON.stringify(options));
  }

  /** `http://127.0.0.1:port`, of both gateways and the control API. */
  get baseUrl(): string {
    return this.#native.baseUrl;
  }

  /** The first merchant's test keys, by the names of docs/sandbox.md. */
  get credentials(): Record<string, string> {
    return this.control("GET", "/_sandbox/credentials") as Record<string, string>;
  }

  /**
   * Asks the control API, without a socket, and returns its JSON.
   *
   * @param path starts with `/_sandbox/` and may have a query
   * @param body anything that JSON can hold
   * @throws {@link ControlError} if the control API refuses; another error after a stop
   */
  control(method: string, path: string, body?: unknown): unknown {
    const text = body === undefined ? "" : JSON.stringify(body);
    const answer = this.#native.control(method, path, text);
    if (answer.status < 300) {
      return JSON.parse(answer.body);
    }
    throw new ControlError(answer.status, messageOf(answer.body));
  }

  /** Closes the listener and every connection, and returns once that is done. Stopping twice is fine. */
  stop(): void {
    this.#native.stop();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/** What a refusal says; all but those of HTTP itself say it in JSON. */
function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message: unknown }).message);
  } catch {
    return text;
  }
}
