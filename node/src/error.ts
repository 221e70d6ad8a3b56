import type { ErrorKind } from "./generated/errors.js";

/** What an error says, beside its message. */
export interface ErrorDetails {
  message: string;
  code?: string | undefined;
  field?: string | undefined;
  httpStatus?: number | undefined;
  apiCode?: string | undefined;
  requestId?: string | undefined;
  retryAfter?: number | undefined;
  sent?: "no" | "maybe" | "yes" | undefined;
  reference?: string | undefined;
  raw?: string | undefined;
  cause?: unknown;
}

/**
 * Whatever goes wrong in this package: one subclass per kind. Message, `inspect` and JSON never show a secret, a card
 * number or an answer's body.
 */
export abstract class KaikeiError extends Error {
  /** The kind's name. */
  static readonly kind: string;

  /** What went wrong, as a name from a closed list: `"rate_limited"`. */
  declare readonly kind: ErrorKind;
  /** The parameter at fault, as a path: `data.cardNumber`. */
  declare readonly field?: string;
  /** The answer's HTTP status. */
  declare readonly httpStatus?: number;
  /** The code in the answer's body, as text; it may disagree with `httpStatus`. */
  declare readonly apiCode?: string;
  /** The gateway's id of the request, when it sends one; quote it to the gateway's support. */
  declare readonly requestId?: string;
  /** How long the gateway asked to wait, in seconds. */
  declare readonly retryAfter?: number;
  /** Whether the request's bytes left this machine; absent when there was no request. */
  declare readonly sent?: "no" | "maybe" | "yes";
  /** What to reconcile by: the order's `custom`, or the idempotency key. */
  declare readonly reference?: string;
  /** The answer's body as received. It may hold personal data: do not log it. Not shown by `inspect` and JSON. */
  declare readonly raw?: string;

  constructor(details: ErrorDetails) {
    const { message, cause, raw, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    const own = (name: string, value: unknown, enumerable: boolean): void => {
      if (value === undefined) return;
      Object.defineProperty(this, name, { value, enumerable, configurable: true, writable: true });
    };
    own("name", new.target.name, false);
    own("kind", new.target.kind, true);
    for (const [name, value] of Object.entries(rest)) own(name, value, true);
    own("raw", raw, false);
  }

  /** A machine-readable reason within the kind: the gateway's code, an OAuth error code, a webhook reason; else the kind. */
  get code(): string {
    return this.kind;
  }

  /** The error as data, for logs: without the answer's body and the stack. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, code: this.code, ...(this as object) };
  }
}
