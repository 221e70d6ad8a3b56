// Names: snake case on the wire, camel case here.
import { SHAPES, type Care } from "./generated/table.js";

const snakes = new Map<string, string>();
const camels = new Map<string, string>();

function remembered(names: Map<string, string>, name: string, make: () => string): string {
  let known = names.get(name);
  if (known === undefined) {
    known = make();
    // Names that callers invent must not pile up.
    if (names.size < 1000) names.set(name, known);
  }
  return known;
}

/** `customerEmail` becomes `customer_email`. */
export function snake(name: string): string {
  return remembered(snakes, name, () => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
}

/** `customer_email` becomes `customerEmail`. */
export function camel(name: string): string {
  return remembered(camels, name, () =>
    name.replace(/_([^_])/g, (_, c: string) => c.toUpperCase()),
  );
}

/** A field's path as callers write it: `data.card_number` becomes `data.cardNumber`, but keys of free JSON stay. */
export function camelPath(path: string, model?: string): string {
  const parts: string[] = [];
  let care: Care | undefined = model === undefined ? undefined : { model };
  for (const part of path.split(".")) {
    if (care === "json") {
      parts.push(part);
      continue;
    }
    parts.push(camel(part));
    const name = part.replace(/\[\d+\]$/, "");
    const within: Care | undefined = care;
    care =
      typeof within === "object" && "model" in within ? SHAPES[within.model]?.[name] : undefined;
    if (typeof care === "object" && "list" in care) care = care.list;
  }
  return parts.join(".");
}
