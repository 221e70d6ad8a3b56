// Types of arguments, for callers without TypeScript.
import { ConfigurationError, InvalidRequestError } from "./generated/errors.js";

/** `value`, which must be text. */
export function checkText(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  throw new InvalidRequestError({ message: `${field} must be a string`, field });
}

/** An argument that must be an object with members; `undefined` counts as one without any. */
export function checkObject<T extends object>(value: T | undefined, field = "options"): T {
  if (value === undefined) return {} as T;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new InvalidRequestError({ message: `${field} must be an object`, field });
}

/** A setting that must be a function. */
export function checkFunction<T>(value: T, field: string): T {
  if (typeof value === "function" || value === undefined) return value;
  throw new ConfigurationError({ message: `${field} must be a function`, field });
}

/** A token store has `save`. */
export function checkStore<T>(store: T, field = "tokenStore"): T {
  if (store === undefined || typeof (store as { save?: unknown } | null)?.save === "function")
    return store;
  throw new InvalidRequestError({ message: `${field} must have a method 'save'`, field });
}

/** A point in time: a `Date`, or milliseconds since 1970 as `Date.now` gives them. */
export function checkTime(value: unknown, field: string): number {
  const millis: unknown = value instanceof Date ? value.getTime() : value;
  if (typeof millis === "number" && Number.isFinite(millis)) return millis;
  const rule = "must be a Date or a number of milliseconds since 1970";
  throw new InvalidRequestError({ message: `${field} ${rule}`, field });
}
