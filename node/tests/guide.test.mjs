// The JavaScript of docs/univapay.md does what the page says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { univapay } from "kaikei";
import * as payments from "../examples/payments.mjs";
import { cardToken, sandboxFor } from "./support.mjs";

const token = async (client) => (await client.tokens.create(cardToken())).id;

test("cards", async (t) => {
  const client = (await sandboxFor(t)).univaPay();
  const paid = await payments.card(client);
  assert.equal(paid.status, "successful");
  assert.equal((await payments.refund(client, paid.id)).status, "successful");
  assert.equal((await payments.capture(client, await token(client))).status, "successful");
  const page = await payments.threeDs(client, await token(client));
  assert.ok(page.issuerToken && page.payload);
  assert.equal(await payments.yenTaken(client), 2000);
});

test("what is not paid yet can be canceled", async (t) => {
  const client = (await sandboxFor(t)).univaPay();
  const { id } = await client.charges.create({
    transactionTokenId: await token(client),
    money: univapay.Money.of("1000", "JPY"),
    capture: false,
  });
  await client.charges.waitUntilSettled({ id });
  assert.ok(await payments.cancel(client, id));
  assert.equal((await client.charges.get({ id })).status, "canceled");
});

test("wallets and codes", async (t) => {
  const client = (await sandboxFor(t)).univaPay();
  assert.equal((await payments.applePay(client, "sandbox-token")).status, "successful");
  assert.equal((await payments.qrScan(client, "281234567890123456")).status, "successful");
  const shown = await payments.qrMerchant(client);
  assert.equal(shown.charge.status, "awaiting");
  assert.match(shown.qrImageUrl, /^http/);
  const { charge, issuer } = await payments.online(client);
  assert.equal(charge.status, "awaiting");
  assert.ok(issuer.issuerToken);
  assert.equal((await payments.paidy(client, "sandbox-token")).status, "successful");
});

test("what is paid later", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sandbox.univaPay();
  const atTheCounter = await payments.konbini(client);
  const { charge: transfer, account } = await payments.bankTransfer(client);
  assert.ok(account.accountNumber);
  for (const { id, status } of [atTheCounter, transfer]) {
    assert.equal(status, "awaiting");
    sandbox.payCharge(id);
    assert.equal((await client.charges.waitUntilSettled({ id })).status, "successful");
  }
});

test("subscriptions", async (t) => {
  const client = (await sandboxFor(t)).univaPay();
  const { id, status } = await payments.subscription(client);
  assert.equal(status, "current");
  await payments.unsubscribe(client, id);
  assert.equal((await client.subscriptions.get({ id })).status, "canceled");
});
