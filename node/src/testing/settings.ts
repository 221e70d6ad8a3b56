// How the emulated gateways behave where their documents leave it open.
import { camel } from "../names.js";

/** Settings of a sandbox. */
export interface Settings {
  /**
   * What ITO-Japan's server computes the signature over: raw body, `json_encode`, the same with `amount` as a float
   * (the default, `"S3"`), or `http_build_query`.
   */
  serverMode: "S1" | "S2" | "S3" | "S4";
  /** The payment endpoints answer errors with HTTP 200. */
  http200Errors: boolean;
  /** UnivaPay writes times as epoch milliseconds. */
  epochTimes: boolean;
  /** What the UnivaPay account may do with recurring tokens. */
  recurringPrivilege: "none" | "bounded" | "infinite";
  /** UnivaPay's webhooks are `{event, data}`, without an id and a time around. */
  plainWebhooks: boolean;
  /** UnivaPay answers 429 once a bucket is empty. */
  enforceRateLimits: boolean;
  /** Whether UnivaPay keeps idempotency keys; otherwise it carries every request out. */
  idempotency: "stored" | "not_stored" | "error" | "disabled";
}

/** As the control API names them. Digits are a word of their own there: `http_200_errors`. */
export function written(settings: Partial<Settings>): Record<string, unknown> {
  const name = (camelCase: string) =>
    camelCase.replace(/[A-Z]|\d+/g, (start) => `_${start.toLowerCase()}`);
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [name(key), value]));
}

/** An object of the control API with its members named as they are here. */
export function read<T>(answer: Readonly<Record<string, unknown>>): T {
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [camel(key), value])) as T;
}
