// Between the wire's names, which the conformance cases use, and JavaScript's.
import { createRequire } from "node:module";

const { OPERATIONS, SHAPES } = createRequire(import.meta.url)("../dist/shared.js").generatedTable;

const camel = (name) => name.replace(/_([^_])/g, (_, c) => c.toUpperCase());
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** `value` with its names turned by `turn`, but for those of free JSON. `care` is the table's. */
function renamed(value, care, turn, beside) {
  if (care === "json") return value;
  if (value instanceof Date) return value.toISOString().replace(/\.?0+Z$/, "Z");
  if (Array.isArray(value)) return value.map((item) => renamed(item, care?.list, turn));
  if (!isObject(value)) return value;
  const shape = shapeOf(value, care, beside);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => turn === camel || member !== null)
      .map(([name, member]) => [turn(name), renamed(member, shape[snake(name)], turn, value)]),
  );
}

function shapeOf(value, care, beside) {
  if (care?.model) return SHAPES[care.model] ?? {};
  const kind = (object, name) => object?.[name] ?? object?.[camel(name)];
  if (care?.tag) return { [care.content]: { model: care.variants[kind(value, care.tag)] } };
  if (care?.beside) return SHAPES[care.variants[kind(beside, care.beside)]] ?? {};
  return {};
}

/** Settings, or an operation's parameters, as callers write them. */
export function camelNames(value, operation) {
  const model = OPERATIONS[operation]?.parameters;
  return renamed(value, model && { model }, camel);
}

/** As the wire has it; with `first`, only the first name. */
export function snakeNames(value, first = false) {
  return first ? snake(Object.keys(value)[0]) : renamed(value, undefined, snake);
}

/** An operation's answer as the wire has it. */
export function wireAnswer(answer, operation) {
  return renamed(answer, { model: OPERATIONS[operation].answer }, snake);
}

/** An error as the wire has it. */
export function errorFields(error) {
  const { name: _, field, code, ...rest } = error.toJSON();
  return {
    ...snakeNames(rest),
    field: field === undefined ? undefined : snake(field),
    // A code that core did not give is the kind, by a getter.
    code: Object.hasOwn(error, "code") ? code : undefined,
  };
}
