// Parameters on their way to the native module: JSON text with names in snake case. Rules about values are core's; what
// is refused here is what JSON cannot hold.
import { SHAPES, type Care, type Shape } from "./generated/table.js";
import { ConfigurationError, InvalidRequestError } from "./generated/errors.js";
import { KaikeiError } from "./error.js";
import { Money } from "./money.js";
import { camel, snake } from "./names.js";

/** The class of what is thrown: settings are no parameters. */
type Refused = typeof InvalidRequestError | typeof ConfigurationError;

/** How {@link encode} names what it refuses. */
interface Naming {
  /** The whole value. */
  readonly whole?: string;
  readonly refused?: Refused;
  /** The member whose own members are named without it, as core and the gateway do. */
  readonly spread?: string | undefined;
}

/** Parameters as JSON text; `model` names their shape. */
export function encode(
  value: unknown,
  model: string | undefined,
  { whole = "parameters", refused = InvalidRequestError, spread }: Naming = {},
): string {
  const writer = new Writer(refused, spread);
  try {
    if (!isPlain(value)) throw writer.wrong(whole, "must be one plain object");
    return writer.model(value, model === undefined ? undefined : SHAPES[model], "", true);
  } catch (error) {
    if (error instanceof KaikeiError) throw error;
    // A getter or a proxy of the caller's threw.
    throw new refused({ message: `${whole} cannot be read`, field: whole, cause: error });
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // `Object.prototype` of any realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

class Writer {
  readonly #refused: Refused;
  readonly #spread: string | undefined;
  /** The objects around the one that is written. */
  readonly #around: object[] = [];

  constructor(refused: Refused, spread: string | undefined) {
    this.#refused = refused;
    this.#spread = spread === undefined ? undefined : `${spread}.`;
  }

  wrong(path: string, rule: string): KaikeiError {
    const spread = this.#spread;
    const field =
      spread !== undefined && path.startsWith(spread) ? path.slice(spread.length) : path;
    return new this.#refused({ message: `${field} ${rule}`, field });
  }

  /** An object whose names are ours. */
  model(object: object, shape: Shape | undefined, path: string, top = false): string {
    this.#enter(object, path);
    let out = "{";
    for (const key of Object.keys(object)) {
      const value = (object as Record<string, unknown>)[key];
      if (value === undefined || (top && value === null)) continue;
      const field = path === "" ? key : `${path}.${key}`;
      if (key.includes("_")) throw this.wrong(field, "is not a name here: names are in camel case");
      if (out.length > 1) out += ",";
      const name = snake(key);
      out += `${JSON.stringify(name)}:${this.value(value, shape?.[name], field)}`;
    }
    this.#around.pop();
    return `${out}}`;
  }

  value(value: unknown, care: Care | undefined, path: string): string {
    if (care === "json") return this.#json(value, path);
    if (care === "decimal") return this.#decimal(value, path);
    if (care === "datetime" && value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw this.wrong(path, "must be a valid date");
      return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
      const inner = typeof care === "object" && "list" in care ? care.list : undefined;
      return this.#list(value, path, (item, at) => this.value(item, inner, at));
    }
    if (isPlain(value)) return this.#object(value, care, path);
    if (value instanceof Money) return JSON.stringify(value);
    return this.#simple(value, path);
  }

  #object(value: Record<string, unknown>, care: Care | undefined, path: string): string {
    if (typeof care === "object" && "tag" in care) {
      const variant = care.variants[String(value[camel(care.tag)])];
      return this.model(
        value,
        variant === undefined ? {} : { [care.content]: { model: variant } },
        path,
      );
    }
    const model = typeof care === "object" && "model" in care ? care.model : undefined;
    return this.model(value, model === undefined ? undefined : SHAPES[model], path);
  }

  /** Free JSON: names are the caller's own. */
  #json(value: unknown, path: string): string {
    if (Array.isArray(value)) return this.#list(value, path, (item, at) => this.#json(item, at));
    if (typeof value === "bigint") throw this.wrong(path, "must not be a bigint: JSON has none");
    if (!isPlain(value)) return this.#simple(value, path);
    return this.#members(value, path);
  }

  #decimal(value: unknown, path: string): string {
    if (typeof value === "bigint") return `"${value}"`;
    if (typeof value === "number") {
      const rule = "must be a string or a bigint: a number cannot hold every decimal exactly";
      throw this.wrong(path, rule);
    }
    if (typeof value !== "string" && value !== null)
      throw this.wrong(path, "must be a string or a bigint");
    return this.#simple(value, path);
  }

  #members(object: Record<string, unknown>, path: string): string {
    this.#enter(object, path);
    const members: string[] = [];
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value === undefined) continue;
      members.push(`${JSON.stringify(key)}:${this.#json(value, `${path}.${key}`)}`);
    }
    this.#around.pop();
    return `{${members.join(",")}}`;
  }

  #list(
    list: readonly unknown[],
    path: string,
    write: (item: unknown, at: string) => string,
  ): string {
    this.#enter(list, path);
    const items: string[] = [];
    for (let at = 0; at < list.length; at += 1) {
      const item = list[at];
      const field = `${path}[${at}]`;
      if (item === undefined) throw this.wrong(field, "must not be undefined");
      items.push(write(item, field));
    }
    this.#around.pop();
    return `[${items.join(",")}]`;
  }

  #enter(object: object, path: string): void {
    if (this.#around.includes(object)) throw this.wrong(path, "must not hold itself");
    // Far deeper than anything a gateway takes, and far from the end of the stack.
    if (this.#around.length === 100) throw this.wrong(path, "is nested too deeply");
    this.#around.push(object);
  }

  #simple(value: unknown, path: string): string {
    switch (typeof value) {
      case "string":
      case "boolean":
        return JSON.stringify(value);
      case "number":
        if (!Number.isFinite(value)) throw this.wrong(path, "must not be NaN or infinite");
        return JSON.stringify(value);
      case "bigint":
        return value.toString();
      case "object":
        if (value === null) return "null";
        throw this.wrong(path, `must be a plain object, not an instance of ${nameOf(value)}`);
      default:
        throw this.wrong(path, `must not be a ${typeof value}`);
    }
  }
}

function nameOf(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? name : "a class";
}
