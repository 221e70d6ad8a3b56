// Charges against the sandbox: waiting, what was declined, what the gateway says of idempotency keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, TimeoutExceededError, univapay } from "kaikei";
import { cardToken, failure, sandboxFor } from "./support.mjs";

const money = univapay.Money.of("10.00", "USD");

async function charged(client, changes) {
  const { id: transactionTokenId } = await client.tokens.create(cardToken(changes));
  return client.charges.create({ transactionTokenId, money });
}

/** A `fetch` for which every charge is `pending` until `settles` is set. */
function pending({ hangs = false } = {}) {
  const gateway = { asked: 0, settles: false };
  gateway.fetch = async (_, { signal }) => {
    gateway.asked += 1;
    if (hangs) await new Promise((_, fail) => signal.addEventListener("abort", fail));
    return new Response(
      JSON.stringify({ id: "c", status: gateway.settles ? "successful" : "pending" }),
    );
  };
  return gateway;
}

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

test("waits until it is settled", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sandbox.univaPay();
  const { id, status } = await charged(client);
  assert.equal(status, "pending");
  const charge = await client.charges.waitUntilSettled({ id }, { timeout: 20_000 });
  assert.deepEqual(
    [charge.status, charge.chargedAmount, charge.declined],
    ["successful", 1000, null],
  );
  assert.equal(sandbox.journal().at(-1).query, "polling=true");
  assert.deepEqual(await client.charges.get({ id }), charge);
});

test("waits for a code to scan, and for the buyer", async (t) => {
  const sandbox = await sandboxFor(t);
  const { charges, tokens } = sandbox.univaPay();
  const token = await tokens.create({
    method: { paymentType: "qr_merchant", data: { brand: "pay_pay_merchant" } },
  });
  const { id } = await charges.create({ transactionTokenId: token.id, money });
  const image = await charges.waitForQrImage({ id }, { timeout: 10_000 });
  assert.ok(image.ready && image.qrImageUrl);
  assert.equal((await charges.waitUntilSettled({ id })).status, "awaiting");
  sandbox.payCharge(id);
  const { status } = await charges.waitUntilSettled({ id, pastAwaiting: true });
  assert.equal(status, "successful");
});

test("what was declined", async (t) => {
  const client = (await sandboxFor(t)).univaPay();
  const { id } = await charged(client, { cardNumber: "4111111111111111" });
  const { status, declined } = await client.charges.waitUntilSettled({ id });
  assert.equal(status, "failed");
  const { code, name, retryable } = declined;
  assert.deepEqual([code, name, retryable], [306, "CARD_REJECTED", false]);
  assert.ok(declined.message);
});

test("a limit that passes while it waits", async (t) => {
  const sandbox = await sandboxFor(t);
  const [gateway, clock] = [pending(), sandbox.clock()];
  const client = sandbox.univaPay({ fetch: gateway.fetch, clock });
  const waiting = client.charges.waitUntilSettled({ id: "c" }, { timeout: 20_000 });
  const { code, apiCode, sent } = await failure(waiting, TimeoutExceededError);
  assert.deepEqual([code, apiCode, sent], ["not_settled", "pending", "yes"]);
  assert.ok(gateway.asked >= 15 && gateway.asked <= 21, `${gateway.asked} requests`);
  gateway.settles = true;
  assert.equal((await client.charges.waitUntilSettled({ id: "c" })).status, "successful");
});

for (const [name, hangs] of [
  ["between two requests", false],
  ["while one is open", true],
]) {
  test(`waiting is aborted ${name}`, async (t) => {
    const gateway = pending({ hangs });
    const client = (await sandboxFor(t)).univaPay({ fetch: gateway.fetch });
    const controller = new AbortController();
    const waiting = client.charges.waitUntilSettled(
      { id: "c" },
      { signal: controller.signal, timeout: 3_600_000 },
    );
    while (gateway.asked === 0) await wait(1);
    await wait(20);
    const started = performance.now();
    controller.abort();
    const error = await failure(waiting, CancelledError);
    assert.ok(performance.now() - started < 500);
    assert.equal(error.reference, undefined, "it only reads");
    await wait(50);
    assert.equal(gateway.asked, 1);
  });
}

test("what the gateway says of an idempotency key", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sandbox.univaPay();
  const create = async (transactionTokenId, idempotencyKey) => {
    const charge = await client.charges.create({ transactionTokenId, money }, { idempotencyKey });
    return [charge.response.idempotencyStatus, charge.response.isUnprotected];
  };
  const token = await client.tokens.create(cardToken());
  assert.deepEqual(await create(token.id, "key"), ["successfully_stored", false]);
  assert.deepEqual(await create(token.id, "key"), ["retrieved_idempotent_response", false]);
  sandbox.changeSettings({ idempotency: "disabled" });
  assert.deepEqual(await create((await client.tokens.create(cardToken())).id), ["disabled", true]);
  const read = await client.account.me();
  assert.deepEqual([read.response.idempotencyStatus, read.response.isUnprotected], [null, false]);
});

test("a refund", async (t) => {
  const client = (await sandboxFor(t)).univaPay();
  const { id: chargeId } = await charged(client);
  await client.charges.waitUntilSettled({ id: chargeId });
  const four = univapay.Money.of("4.00", "USD");
  const { id } = await client.refunds.create({ chargeId, money: four });
  const refund = await client.refunds.waitUntilSettled({ chargeId, id });
  assert.deepEqual([refund.status, refund.amount, refund.declined], ["successful", 400, null]);
  const listed = [];
  for await (const one of client.refunds.list({ chargeId })) listed.push(one.id);
  assert.deepEqual(listed, [id]);
});
