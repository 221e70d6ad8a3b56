// Headers in all the forms that Node has for them.
import { InvalidRequestError } from "./generated/errors.js";

/** A request's headers: `Headers`, the object of Node's `request.headers`, or a list of pairs. */
export type HeadersLike =
  | Iterable<readonly [string, string]>
  | { readonly [name: string]: string | readonly string[] | undefined };

/** The two headers of a webhook, if each is there exactly once; otherwise core says what is wrong. */
export function signatureHeaders(headers: HeadersLike): readonly [string, string] | undefined {
  if (Symbol.iterator in headers) {
    return single(pairsOf(headers));
  }
  let timestamp: unknown;
  let signature: unknown;
  for (const name in headers) {
    // Both names are this long: most headers are passed over by this.
    if (name.length !== 11) continue;
    // As Node writes it, or in any other case.
    if (name === "x-timestamp" || name.toLowerCase() === "x-timestamp") {
      if (timestamp !== undefined) return undefined;
      timestamp = headers[name];
    } else if (name === "x-signature" || name.toLowerCase() === "x-signature") {
      if (signature !== undefined) return undefined;
      signature = headers[name];
    }
  }
  if (typeof timestamp === "string" && typeof signature === "string") return [timestamp, signature];
  return single(pairsOf(headers));
}

function single(pairs: readonly [string, string][]): readonly [string, string] | undefined {
  const all = (wanted: string): string[] =>
    pairs.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const [timestamps, signatures] = [all("x-timestamp"), all("x-signature")];
  const [timestamp, signature] = [timestamps[0], signatures[0]];
  if (timestamps.length !== 1 || signatures.length !== 1) return undefined;
  return timestamp === undefined || signature === undefined ? undefined : [timestamp, signature];
}

/** Every header, one by one. */
export function pairsOf(headers: HeadersLike): [string, string][] {
  if (Symbol.iterator in headers) {
    return Array.from(headers, (entry: unknown) => {
      if (!Array.isArray(entry)) throw wrongHeaders();
      return pair(entry[0], entry[1]);
    });
  }
  return Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return Array.isArray(value)
      ? value.map((one: unknown) => pair(name, one))
      : [pair(name, value)];
  });
}

function pair(name: unknown, value: unknown): [string, string] {
  if (typeof name === "string" && typeof value === "string") return [name, value];
  throw wrongHeaders();
}

/** `headers`, if they are headers at all. */
export function checkHeaders(headers: unknown): HeadersLike {
  // Bytes are a list of numbers.
  if (typeof headers === "object" && headers !== null && !ArrayBuffer.isView(headers)) {
    return headers as HeadersLike;
  }
  throw wrongHeaders();
}

function wrongHeaders(): InvalidRequestError {
  const rule = "must be Headers, an object of strings, or a list of pairs of strings";
  return new InvalidRequestError({ message: `headers ${rule}`, field: "headers" });
}
