// UnivaPay's webhooks, by the vectors of all languages.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { test } from "node:test";
import {
  ConfigurationError,
  InvalidRequestError,
  KaikeiError,
  univapay,
  WebhookError,
} from "kaikei";
import { failure } from "./support.mjs";
import { errorFields, wireModel } from "./wire-names.mjs";

const { NOT_NOW, TAKEN, testWebhook, WebhookVerifier } = univapay;
const TOKEN = "a-long-random-token";
const vectors = JSON.parse(
  await readFile(new URL("../../tests/vectors/univapay_webhooks.json", import.meta.url)),
);

function bodyOf({ body, body_base64: base64, body_parts: parts }) {
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  return Buffer.from(parts?.map(([text, times]) => text.repeat(times)).join("") ?? body);
}

/** An instant as a `Date` has it. */
const inMillis = (value) =>
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
    ? new Date(value).toISOString().replace(/\.?0+Z$/, "Z")
    : value;

/** That `found` has at least the members that are listed. */
function holds(found, listed, path = "event") {
  if (typeof listed === "object" && listed !== null && !Array.isArray(listed)) {
    for (const [name, value] of Object.entries(listed))
      holds(found?.[name], value, `${path}.${name}`);
  } else assert.deepEqual(found ?? null, inMillis(listed), path);
}

function thrown(work, expected) {
  let error;
  try {
    work();
  } catch (caught) {
    error = caught;
  }
  assert.ok(error instanceof KaikeiError, `${error?.stack}`);
  const fields = errorFields(error);
  for (const [name, value] of Object.entries(expected)) assert.equal(fields[name], value, name);
}

for (const { name, tokens, headers, expect, ...given } of vectors.cases) {
  test(`vector: ${name}`, () => {
    const verifier = new WebhookVerifier(tokens);
    const body = bodyOf(given);
    if (expect.error !== undefined)
      return thrown(() => verifier.verify(body, headers), expect.error);
    const event = verifier.verify(body, headers);
    const found = wireModel(event, "Event");
    const { data, ...rest } = expect.event;
    holds(found, rest);
    if (event.dataType === "other") assert.deepEqual(event.data, data);
    else holds(found.data, data, "data");
    assert.equal(event.rawText, body.toString());
    assert.equal(event.raw.event, event.name);
  });
}

for (const { name, tokens, expect } of vectors.refused) {
  test(`refused: ${name}`, () => thrown(() => new WebhookVerifier(tokens), expect.error));
}

for (const {
  name,
  auth_token: token,
  event,
  data,
  id,
  created_on: createdOn,
  expect,
} of vectors.test_webhooks) {
  test(`a test's webhook: ${name}`, () => {
    // Here data is no text that could be wrong.
    if (expect.error?.field === "data") return;
    const parsed = JSON.parse(data);
    const options = { id, createdOn: createdOn && new Date(createdOn) };
    const make = () => testWebhook(token, event, parsed, options);
    if (expect.error !== undefined) return thrown(make, expect.error);
    const { body, headers } = make();
    assert.deepEqual(JSON.parse(body).data, JSON.parse(expect.body).data);
    assert.deepEqual(
      Object.entries(headers),
      expect.headers.map(([name, value]) => [name.toLowerCase(), value]),
    );
  });
}

test("the data has a type", () => {
  const data = {
    id: "c",
    status: "failed",
    error: { code: 306 },
    created_on: "2026-04-01T00:00:00Z",
  };
  const { body, headers } = testWebhook(TOKEN, "charge_finished", data);
  const event = new WebhookVerifier(TOKEN).verify(body, headers);
  assert.equal(event.dataType, "charge");
  assert.equal(event.data.declined.name, "CARD_REJECTED");
  assert.ok(event.data.createdOn instanceof Date);
  assert.ok(Object.isFrozen(event));
  assert.deepEqual(Object.keys(event), [
    "id",
    "event",
    "name",
    "createdOn",
    "dataType",
    "data",
    "dedupeKey",
  ]);
});

test("what is not known is plain", () => {
  const { body, headers } = testWebhook(TOKEN, "moon_landed", { some_key: [1] });
  const event = new WebhookVerifier(TOKEN).verify(body, new Headers(headers));
  assert.deepEqual(
    [event.event, event.dataType, event.data],
    ["moon_landed", "other", { some_key: [1] }],
  );
});

test("tokens can be rotated, and are not shown", () => {
  const verifier = new WebhookVerifier(["old-token", TOKEN]);
  for (const token of ["old-token", `Bearer ${TOKEN}`]) {
    const { body, headers } = testWebhook(token, "charge_finished", { id: "c" });
    assert.equal(verifier.verify(Buffer.from(body), headers).data.id, "c");
  }
  assert.doesNotMatch(inspect(verifier, { depth: null, showHidden: true }), /long-random/);
});

test("the helpers for frameworks refuse it: they answer 403, which would switch the webhook off", async () => {
  const verifier = new WebhookVerifier(TOKEN);
  for (const name of ["express", "hono", "next"]) {
    const { webhook } = await import(`kaikei/${name}`);
    assert.throws(() => webhook(verifier, () => {}), ConfigurationError);
  }
  const { webhook } = await import("kaikei/fastify");
  await failure(webhook({}, { path: "/", verifier, handler: () => {} }), ConfigurationError);
});

test("arguments of other types", () => {
  for (const token of [undefined, 7, [null]])
    assert.throws(() => new WebhookVerifier(token), ConfigurationError);
  const verifier = new WebhookVerifier(TOKEN);
  assert.throws(() => verifier.verify({}, {}), InvalidRequestError);
  assert.throws(() => verifier.verify("{}", 7), InvalidRequestError);
  assert.throws(() => verifier.verify("{}", {}), WebhookError);
  assert.throws(
    () => testWebhook(TOKEN, "e", {}, { createdOn: new Date(NaN) }),
    InvalidRequestError,
  );
  assert.deepEqual([TAKEN, NOT_NOW], [200, 503]);
});
