// Answers on their way from the native module: JSON text with names in camel case.
import { SHAPES, type Care } from "./generated/table.js";
import { InternalError } from "./generated/errors.js";
import { camel } from "./names.js";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** What `inspect` shows in place of a secret. */
export const MASK = "[secret]";

type Members = Record<string, unknown>;

/** The members of a model that need care, by their names here. Worked out once per model. */
const cares = new Map<string, readonly (readonly [string, Care])[]>();

function caresOf(model: string): readonly (readonly [string, Care])[] {
  let known = cares.get(model);
  if (known === undefined) {
    const shape = Object.entries(SHAPES[model] ?? {});
    known = shape
      .filter(([, care]) => care !== "json" && care !== "decimal")
      .map(([n, c]) => [camel(n), c]);
    cares.set(model, known);
  }
  return known;
}

/** The answer in `text`: instants become `Date`, and secrets are masked when they are inspected. */
export function revive(text: string, model: string): object {
  const answer = parse(text, model);
  reviveModel(answer, model);
  return answer;
}

/** A page of `model`. */
export function revivePage(text: string, model: string): object {
  const page = parse(text, model);
  for (const item of page["items"] as Members[]) reviveModel(item, model);
  return page;
}

function parse(text: string, model: string): Members {
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== "object" || answer === null) {
    throw new InternalError({ message: `an answer of ${model} is no object` });
  }
  return answer as Members;
}

function reviveModel(object: Members, model: string): void {
  let secrets: string[] | undefined;
  for (const [name, care] of caresOf(model)) {
    const value = object[name];
    if (value === null || value === undefined) continue;
    if (care === "secret") (secrets ??= []).push(name);
    else object[name] = reviveValue(value, care, object);
  }
  if (secrets !== undefined) mask(object, secrets);
}

function reviveValue(value: unknown, care: Care, around: Members): unknown {
  if (care === "datetime") return new Date(value as string);
  if (typeof care !== "object" || typeof value !== "object" || value === null) return value;
  if ("list" in care) {
    return Array.isArray(value) ? value.map((item) => reviveValue(item, care.list, around)) : value;
  }
  const members = value as Members;
  if ("model" in care) {
    reviveModel(members, care.model);
  } else if ("beside" in care) {
    const model = care.variants[String(around[camel(care.beside)])];
    if (model !== undefined) reviveModel(members, model);
  } else {
    const [model, content] = [
      care.variants[String(members[camel(care.tag)])],
      members[camel(care.content)],
    ];
    if (model !== undefined && typeof content === "object" && content !== null) {
      reviveModel(content as Members, model);
    }
  }
  return value;
}

function mask(object: Members, secrets: readonly string[]): void {
  const shown = (): Members => ({
    ...object,
    ...Object.fromEntries(secrets.map((name) => [name, MASK])),
  });
  Object.defineProperty(object, INSPECT, {
    // What is printed: a copy that has no method of this name, so that it is printed as any object.
    value: shown,
  });
}
