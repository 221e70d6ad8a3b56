// Between the wire's names, which the conformance cases use, and JavaScript's.
import { createRequire } from "node:module";

const { OPERATIONS, SHAPES } = createRequire(import.meta.url)("../dist/shared.js").generatedTable;

/** `checkout_info` as callers write it. */
export const camelName = (name) => camel(name);

const camel = (name) => name.replace(/_([^_])/g, (_, c) => c.toUpperCase());
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** `value` with its names turned by `turn`, but for those of free JSON. `care` is the table's. */
function renamed(value, care, turn, beside) {
  if (care === "json") return value;
  if (value instanceof Date) return value.toISOString().replace(/\.?0+Z$/, "Z");
  if (Array.isArray(value)) return value.map((item) => renamed(item, care?.list, turn));
  if (!isObject(value) || isOther(care, beside)) return value;
  const shape = shapeOf(value, care, beside);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => turn === camel || member !== null)
      .map(([name, member]) => [turn(name), renamed(member, shape[snake(name)], turn, value)]),
  );
}

const kind = (object, name) => object?.[name] ?? object?.[camel(name)];

/** Whether it is free JSON, because what stands beside it names a kind that the table does not know. */
const isOther = (care, beside) =>
  care?.beside !== undefined && care.variants[kind(beside, care.beside)] === undefined;

function shapeOf(value, care, beside) {
  if (care?.model) return SHAPES[care.model] ?? {};
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

/** An operation's answer as the wire has it; of a list, its page. */
export function wireAnswer(answer, operation) {
  const { answer: model, listing } = OPERATIONS[operation];
  if (!listing) return renamed(answer, { model }, snake);
  const items = answer.items.map((item) => wireItem(item, operation));
  return { ...renamed({ ...answer, items: [] }, undefined, snake), items };
}

/** An item of an operation's list as the wire has it. */
export function wireItem(item, operation) {
  return renamed(item, { model: OPERATIONS[operation].answer }, snake);
}

/** A model as the wire has it. */
export function wireModel(value, model) {
  return renamed(value, { model }, snake);
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
