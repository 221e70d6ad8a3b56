// Webhooks: every vector, and every form that bodies and headers have in Node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  ConfigurationError,
  ConflictError,
  Fingerprint,
  InvalidRequestError,
  WebhookError,
  WebhookEvent,
  webhooks,
} from "kaikei";
import { failure } from "./support.mjs";

const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), "utf8"));
const camel = (name) => name.replace(/_([^_])/g, (_, c) => c.toUpperCase());

function bodyOf({ body, body_parts: parts, body_base64: base64 }) {
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  return Buffer.from(body ?? parts.map(([text, times]) => text.repeat(times)).join(""));
}

for (const { name, secrets, headers, now, tolerance, expect, ...rest } of vectors("ito_webhooks")
  .cases) {
  test(`vector: ${name}`, async () => {
    const named = Object.fromEntries(secrets.map(({ name, secret }) => [name, secret]));
    const verifier = new webhooks.Verifier(named, {
      tolerance: tolerance === undefined ? undefined : tolerance * 1000,
    });
    const verify = () => verifier.verify(bodyOf(rest), headers, { now: now * 1000 });
    if (expect.reason !== undefined) {
      const error = await failure(verify, WebhookError);
      assert.deepEqual(
        [error.code, error.field],
        [expect.reason, expect.field && camel(expect.field)],
      );
      return;
    }
    const event = verify();
    const found = Object.entries(event).filter(([key, value]) => key !== "isOk" && value !== null);
    const expected = Object.entries(expect.event).map(([key, value]) => [camel(key), value]);
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
  });
}

const SECRET = "whsec";
const BODY = Buffer.from(
  '{"code":200,"status":"ok","payment_id":"P1","transaction":"T1","amount":100.00,"charge":5.00,' +
    '"currency":"USD","custom":"注文-😀","date":"22-05-2022","new_field":{"a":1}}',
);
const NOW = 1_700_000_000_000;
const SIGNED = webhooks.sign(BODY, SECRET, { timestamp: NOW });
const verifier = new webhooks.Verifier(SECRET);
const options = { now: new Date(NOW) };

test("a verified event", () => {
  const event = verifier.verify(BODY, SIGNED, options);
  assert.ok(event instanceof WebhookEvent);
  assert.deepEqual(
    { ...event },
    {
      code: 200,
      status: "ok",
      paymentId: "P1",
      transaction: "T1",
      amount: "100.00",
      charge: "5.00",
      currency: "USD",
      custom: "注文-😀",
      date: "22-05-2022",
      verifiedBy: "default",
      timestamp: 1_700_000_000,
      isOk: true,
    },
  );
  assert.deepEqual([event.isOk, event.key], [true, "ito:P1:T1:ok"]);
  assert.equal(event.raw, BODY.toString());
  assert.deepEqual(event.unknown, { new_field: { a: 1 } });
});

test("two events do not share what they hold", () => {
  const first = verifier.verify(BODY, SIGNED, options);
  const other = Buffer.from(BODY.toString().replaceAll("P1", "PAYMENT-2").replace("100.00", "1"));
  verifier.verify(other, webhooks.sign(other, SECRET, { timestamp: NOW }), options);
  assert.deepEqual([first.paymentId, first.amount, first.date], ["P1", "100.00", "22-05-2022"]);
});

for (const [name, body] of [
  ["a Buffer", BODY],
  ["a part of a Buffer", Buffer.concat([Buffer.from("xx"), BODY]).subarray(2)],
  ["a Uint8Array", new Uint8Array(BODY)],
  ["an ArrayBuffer", new Uint8Array(BODY).buffer],
  ["text", BODY.toString()],
]) {
  test(`a body as ${name}`, () => {
    assert.equal(verifier.verify(body, SIGNED, options).custom, "注文-😀");
  });
}

const { "x-timestamp": timestamp, "x-signature": signature } = SIGNED;
for (const [name, headers] of [
  ["Headers", new Headers(SIGNED)],
  ["an object", { host: "x", "x-timestamp": timestamp, "x-signature": signature }],
  [
    "an object with other case",
    { "X-Timestamp": timestamp, "X-Signature": signature, cookie: undefined },
  ],
  ["lists of values", { "x-timestamp": [timestamp], "x-signature": [signature] }],
  [
    "pairs",
    [
      ["X-TIMESTAMP", timestamp],
      ["accept", "*/*"],
      ["X-SIGNATURE", signature],
    ],
  ],
  ["a Map", new Map(Object.entries(SIGNED))],
]) {
  test(`headers as ${name}`, () => {
    assert.equal(verifier.verify(BODY, headers, options).paymentId, "P1");
  });
}

for (const [name, headers, code, field] of [
  ["missing", {}, "missing_header", "x-timestamp"],
  ["half missing", { "x-timestamp": timestamp }, "missing_header", "x-signature"],
  [
    "twice in a list",
    { ...SIGNED, "x-timestamp": [timestamp, timestamp] },
    "repeated_header",
    "x-timestamp",
  ],
  [
    "twice in other case",
    { ...SIGNED, "X-Signature": signature },
    "repeated_header",
    "x-signature",
  ],
  [
    "joined by Headers",
    new Headers([...Object.entries(SIGNED), ["x-timestamp", "1"]]),
    "invalid_timestamp",
  ],
]) {
  test(`headers ${name}`, async () => {
    const error = await failure(() => verifier.verify(BODY, headers, options), WebhookError);
    assert.deepEqual([error.code, error.field], [code, field]);
    assert.equal(verifier.explain(BODY, headers, options).reason, code);
  });
}

for (const [name, body, what] of [
  ["a parsed object", JSON.parse(BODY), "a parsed object"],
  ["nothing", undefined, "missing"],
  ["the request", new Request("http://x", { method: "POST", body: "x" }), "the request itself"],
  ["a number", 1, "a number"],
]) {
  test(`the trap: the body is ${name}`, async () => {
    const error = await failure(() => verifier.verify(body, SIGNED, options), InvalidRequestError);
    assert.deepEqual([error.field, error.code], ["body", "body_not_raw"]);
    for (const word of [what, "exact bytes", "express", "fastify", "hono", "next"]) {
      assert.ok(error.message.toLowerCase().includes(word), error.message);
    }
  });
}

test("other arguments are checked", async () => {
  for (const [work, field] of [
    [() => verifier.verify(BODY, undefined), "headers"],
    [() => verifier.verify(BODY, { "x-timestamp": 1, "x-signature": "x" }), "headers"],
    [() => verifier.verify(BODY, SIGNED, { now: "now" }), "now"],
    [() => webhooks.sign(BODY, ""), "webhookSecret"],
    [() => webhooks.sign(BODY, 1), "secret"],
  ]) {
    assert.equal((await failure(work, InvalidRequestError)).field, field);
  }
  for (const [work, field] of [
    [() => new webhooks.Verifier(""), "webhookSecret"],
    [() => new webhooks.Verifier(undefined), "secret"],
    [() => new webhooks.Verifier({ a: 1 }), "secret"],
    [() => new webhooks.Verifier({}), "webhookSecret"],
    [() => new webhooks.Verifier("s", { tolerance: 300 }), "tolerance"],
    [() => new webhooks.Verifier("s", { tolerance: -1 }), "tolerance"],
  ]) {
    assert.equal((await failure(work, ConfigurationError)).field, field);
  }
});

test("a body that is changed afterwards cannot be read as verified", async () => {
  const body = Buffer.from(BODY);
  const event = verifier.verify(body, SIGNED, options);
  body[10] = 0;
  await failure(() => event.raw, WebhookError);
});

test("repeats and contradictions", async () => {
  const event = verifier.verify(BODY, SIGNED, options);
  const kept = new Fingerprint(JSON.parse(JSON.stringify(event.fingerprint())));
  assert.equal(kept.compare(event), "same");
  const changed = (from, to) => {
    const body = Buffer.from(BODY.toString().replaceAll(from, to));
    return verifier.verify(body, webhooks.sign(body, SECRET, { timestamp: NOW }), options);
  };
  assert.equal(kept.compare(changed("P1", "P2")), "new");
  assert.equal(kept.compare(changed("100.00", "100")), "same");
  const error = await failure(() => kept.compare(changed("100.00", "1.00")), ConflictError);
  assert.deepEqual([error.code, error.field], ["event_conflict", "amount"]);
});

test("explained, once for all and with a verifier", () => {
  const bare = { ...SIGNED, "x-signature": signature.slice(7) };
  for (const found of [
    verifier.explain(BODY, bare, options),
    webhooks.explain(BODY, bare, SECRET, options),
  ]) {
    assert.deepEqual([found.valid, found.reason], [false, "invalid_signature"]);
    assert.deepEqual(
      found.findings.map(({ code }) => code),
      ["missing_prefix"],
    );
    assert.ok(!JSON.stringify(found).includes(SECRET));
  }
  assert.deepEqual(verifier.explain(BODY, SIGNED, options), { valid: true, findings: [] });
  assert.equal(webhooks.verify(BODY, SIGNED, SECRET, options).paymentId, "P1");
});

test("codes that are no 32-bit number", async () => {
  const coded = (code) => {
    const body = Buffer.from(BODY.toString().replace('"code":200', `"code":${code}`));
    return verifier.verify(body, webhooks.sign(body, SECRET, { timestamp: NOW }), options);
  };
  for (const code of [-1, 0, 2 ** 31 - 1, 2 ** 31, 2 ** 40, -(2 ** 40)])
    assert.equal(coded(code).code, code);
});

test("a body in shared memory is copied: it may change at any time", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(BODY.length));
  shared.set(BODY);
  const event = verifier.verify(shared, SIGNED, options);
  shared.fill(0);
  assert.equal(event.raw, BODY.toString());
  assert.equal(event.key, verifier.verify(BODY, SIGNED, options).key);
});
