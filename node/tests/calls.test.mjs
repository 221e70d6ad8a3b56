// Calls of both gateways, through the built-in client and through an application's own fetch.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationError, NotFoundError } from "kaikei";
import { cardToken, failure, payment, sandboxFor } from "./support.mjs";

for (const [name, transport] of [
  ["built in", {}],
  ["own fetch", { fetch: (url, init) => fetch(url, init) }],
]) {
  test(`a payment, ${name}`, async (t) => {
    const sandbox = await sandboxFor(t);
    const client = sandbox.itoJapan(transport);
    const created = await client.payments.create(payment());
    assert.equal(
      created.url,
      `${sandbox.baseUrl}/process-checkout?payment_id=${created.paymentId}`,
    );
    await failure(client.payments.checkValidity({ paymentId: created.paymentId }), NotFoundError);
    assert.match(await sandbox.pay(created.url), /\/thanks/);
    await client.payments.checkValidity({ paymentId: created.paymentId });
  });

  test(`a merchant's users, ${name}`, async (t) => {
    const sandbox = await sandboxFor(t);
    const client = sandbox.itoJapan(transport);
    const parameters = { name: "Hanako", email: "hanako@example.com" };
    const user = await client.users.create({ ...parameters, extra: { nick_name: "H" } });
    assert.equal(user.name, "Hanako");
    const { balance } = await client.users.balance({ user: String(user.id) });
    assert.equal(typeof balance, "string");
    const { data } = await client.users.transactions({ user: String(user.id) });
    assert.deepEqual(data, []);
  });

  test(`a card token, ${name}`, async (t) => {
    const client = (await sandboxFor(t)).univaPay(transport);
    const token = await client.tokens.create({ ...cardToken(), metadata: { my_key: "v" } });
    assert.ok(token.createdOn instanceof Date);
    assert.equal(token.data.card.lastFour, "0000");
    assert.deepEqual(token.metadata, { my_key: "v" });
  });

  test(`many calls at once, ${name}`, async (t) => {
    const sandbox = await sandboxFor(t);
    const client = sandbox.itoJapan(transport);
    const orders = Array.from({ length: 100 }, (_, at) => `ORDER-${at}`);
    const all = await Promise.all(
      orders.map((custom) => client.payments.create(payment({ custom }))),
    );
    assert.equal(new Set(all.map(({ paymentId }) => paymentId)).size, 100);
  });
}

test("an answer knows what it came from, and does not show it", async (t) => {
  const client = (await sandboxFor(t)).itoJapan();
  const created = await client.payments.create(payment());
  assert.equal(created.raw.payment_id, created.paymentId);
  assert.deepEqual(JSON.parse(created.rawText), created.raw);
  assert.equal(created.response.httpStatus, 200);
  assert.equal(created.response.retries, 0);
  assert.equal(created.response.headers.get("x-request-id"), created.response.requestId);
  assert.deepEqual(Object.keys(created), ["paymentId", "url", "message"]);
});

test("a retry is waited for on the clock of the test", async (t) => {
  const sandbox = await sandboxFor(t);
  const clock = sandbox.clock();
  const client = sandbox.itoJapan({ clock });
  sandbox.fault("too_many=30");
  const created = await client.payments.create(payment());
  assert.equal(created.response.retries, 1);
  assert.equal(clock.waits.length, 1);
  assert.ok(clock.waits[0] >= 30_000);
});

test("an idempotency key and limits go along", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sandbox.univaPay();
  await client.tokens.create(cardToken(), {
    idempotencyKey: "mine",
    timeout: 30_000,
    maxRetries: 0,
  });
  const [entry] = sandbox.journal({ path: "/tokens" });
  assert.equal(new Map(entry.headers).get("idempotency-key"), "mine");
});

test("a closed client takes no more calls, and answers those in flight", async (t) => {
  const client = (await sandboxFor(t)).itoJapan();
  const call = client.payments.create(payment());
  client.close();
  const error = await failure(client.payments.create(payment()), ConfigurationError);
  assert.equal(error.field, "client");
  await client[Symbol.asyncDispose]();
  assert.ok((await call).paymentId);
});
