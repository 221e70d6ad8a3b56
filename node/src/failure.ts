// Errors of the native module, made into ours.
import { BY_KIND, CancelledError, InternalError, type ErrorKind } from "./generated/errors.js";
import { KaikeiError } from "./error.js";
import { camel, camelPath } from "./names.js";

/** An error as the native module hands it over. */
export interface Failure {
  readonly failure: string;
  readonly raw?: string | undefined;
}

interface NativeError {
  kind: string;
  message: string;
  code?: string;
  field?: string;
  http_status?: number;
  api_code?: string;
  request_id?: string;
  retry_after?: number;
  sent?: "no" | "maybe" | "yes";
  reference?: string;
}

/** Whether `value` is an error. */
export function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "failure" in value;
}

/** `value`, unless it is an error: then that is thrown. `model` is what the error's field is a part of. */
export function unwrap<T>(value: T | Failure, model?: string): T {
  if (isFailure(value)) throw toError(value, model);
  return value;
}

/** The error that the native module described. */
export function toError({ failure, raw }: Failure, model?: string): KaikeiError {
  const error = JSON.parse(failure) as NativeError;
  const { kind, http_status: httpStatus } = error;
  const field = error.field === undefined ? undefined : camelPath(error.field, model);
  // What this library says about parameters and settings names them as callers do. The gateway's words stay.
  const local =
    httpStatus === undefined && (kind === "invalid_request" || kind === "configuration");
  const Class = BY_KIND[kind as ErrorKind] ?? InternalError;
  return new Class({
    message: local ? inCamelCase(error, field) : error.message,
    code: error.code,
    field,
    httpStatus,
    apiCode: error.api_code,
    requestId: error.request_id,
    retryAfter: error.retry_after,
    sent: error.sent,
    reference: error.reference,
    raw,
  });
}

function inCamelCase(error: NativeError, field: string | undefined): string {
  const { message, field: wire, kind } = error;
  const named = field !== undefined && wire !== undefined && message.startsWith(wire);
  const rest = named ? message.slice(wire.length) : message;
  // A setting's rule may name another setting; a parameter's rule names values, which stay.
  const told = kind === "configuration" ? rest.replace(/\b[a-z]+(_[a-z]+)+\b/g, camel) : rest;
  return named ? field + told : told;
}

/** What an `AbortSignal` ended. `sent` is `no` only if nothing had begun. */
export function cancelled(
  reason: unknown,
  sent: "no" | "maybe",
  reference?: string,
): CancelledError {
  const message = "the caller cancelled the call";
  return new CancelledError({ message, cause: reason, sent, reference });
}
