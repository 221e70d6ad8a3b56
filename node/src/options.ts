// Settings of clients and calls, as the native module wants them: names in snake case, durations in seconds.
import { checkFunction } from "./check.js";
import { Clock } from "./clock.js";
import { encode } from "./encode.js";
import type { FetchLike } from "./fetch.js";
import { ConfigurationError, InvalidRequestError } from "./generated/errors.js";

/** What clients of both gateways can be given. Durations are in milliseconds. */
export interface ClientOptions {
  /** Limits a call as a whole: every try, every wait, and fetching a token. In milliseconds. Default 60,000. */
  timeout?: number | undefined;
  /** Limits each try. In milliseconds. Default 30,000. */
  attemptTimeout?: number | undefined;
  /** Limits connecting, TLS included. In milliseconds. Default 10,000. Your own `fetch` has its own limit. */
  connectTimeout?: number | undefined;
  /** How often a try may be repeated where repeating is safe. Default 2. */
  maxRetries?: number | undefined;
  /** A proxy's URL, or `"direct"` for none. Default: `HTTPS_PROXY` and its kin of the environment. */
  proxy?: string | undefined;
  /** Certificates in PEM that are trusted besides the operating system's: for a private authority. */
  extraRootsPem?: readonly string[] | undefined;
  /**
   * Your own HTTP client instead of the built-in one: a function like `fetch`. It must follow no redirect (`redirect:
   * "manual"` is set) and repeat nothing.
   */
  fetch?: FetchLike | undefined;
  /** The clock of a test: `Clock` of `kaikei/testing`. */
  clock?: Clock | undefined;
}

/** What a call may be given. Durations are in milliseconds. */
export interface CallOptions {
  /** Ends the call with a `CancelledError`. Nothing is sent afterwards. */
  signal?: AbortSignal | undefined;
  /** Limits everything: every try, every wait, and fetching a token. In milliseconds. */
  timeout?: number | undefined;
  /** Limits each try. In milliseconds. */
  attemptTimeout?: number | undefined;
  /** Limits connecting, TLS included. In milliseconds. */
  connectTimeout?: number | undefined;
  /** How often a try may be repeated where repeating is safe. */
  maxRetries?: number | undefined;
}

/** Options of a call that carries an idempotency key. */
export interface KeyedCallOptions extends CallOptions {
  /** Your own key instead of a random one: 1 to 255 visible ASCII characters. */
  idempotencyKey?: string | undefined;
}

const DURATIONS = ["timeout", "attemptTimeout", "connectTimeout"] as const;

/** The settings in `options`, and what is not for the native module to read. */
export function settings(options: ClientOptions): {
  json: string;
  fetch: FetchLike | undefined;
  clock: Clock | undefined;
} {
  if (typeof options !== "object" || options === null) {
    throw new ConfigurationError({ message: "options must be an object", field: "options" });
  }
  const { fetch, clock, ...rest } = options;
  if (clock !== undefined && !(clock instanceof Clock)) {
    throw new ConfigurationError({
      message: "clock must be a Clock of kaikei/testing",
      field: "clock",
    });
  }
  const naming = { whole: "options", refused: ConfigurationError };
  const json = encode(inSeconds(rest, ConfigurationError), undefined, naming);
  return { json, fetch: checkFunction(fetch, "fetch"), clock };
}

/** The settings of a call. */
export function callSettings(options: KeyedCallOptions | undefined): string | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== "object" || options === null) {
    throw new InvalidRequestError({ message: "options must be an object", field: "options" });
  }
  const { signal: _, ...rest } = options;
  return Object.keys(rest).length === 0
    ? undefined
    : encode(inSeconds(rest, InvalidRequestError), undefined, { whole: "options" });
}

function inSeconds<T extends CallOptions>(
  options: T,
  refused: typeof ConfigurationError | typeof InvalidRequestError,
): T {
  const out = { ...options };
  for (const field of DURATIONS) {
    const millis: unknown = options[field];
    if (millis === undefined || millis === null) continue;
    // The same limits as core's, in this language's unit.
    if (typeof millis !== "number" || !(millis > 0 && millis <= 86_400_000)) {
      const rule = "must be in milliseconds, more than 0 and at most 24 hours";
      throw new refused({ message: `${field} ${rule}`, field });
    }
    out[field] = millis / 1000;
  }
  return out;
}
