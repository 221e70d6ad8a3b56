// The clients that a sandbox sets up, and the people whom it plays.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

import { kaikei, testing } from "./kaikei.mjs";

const { PageError, Sandbox } = testing;

const order = (webHook = "http://127.0.0.1:9/web_hook") => ({
  custom: "ORDER-1",
  currencyCode: "JPY",
  amount: "1980",
  webHook,
  cancelUrl: "http://127.0.0.1:4000/cancel",
  successUrl: "http://127.0.0.1:4000/thanks",
  customerEmail: "user1@sandbox.test",
});

/** A sandbox that stops with the test. */
async function started(context, options) {
  const sandbox = await Sandbox.start(options);
  context.after(() => sandbox.stop());
  return sandbox;
}

/** A shop that takes webhooks; `next()` resolves to the headers and the body of each. */
async function shop(context) {
  const arrived = [];
  const wanted = [];
  const server = createServer(async (request, answer) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    answer.end();
    const webhook = { headers: request.headers, body: Buffer.concat(parts) };
    const waiting = wanted.shift();
    if (waiting === undefined) arrived.push(webhook);
    else waiting(webhook);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  return {
    url: `http://127.0.0.1:${server.address().port}/web_hook`,
    next: async () => arrived.shift() ?? new Promise((resolve) => wanted.push(resolve)),
  };
}

test("a buyer pays, the webhook arrives, and the order is confirmed", async (context) => {
  const sandbox = await started(context);
  const there = await shop(context);
  const client = sandbox.itoJapan();
  const created = await client.payments.create(order(there.url));
  assert.equal(await sandbox.pay(created.url), "http://127.0.0.1:4000/thanks");

  const { headers, body } = await there.next();
  const event = kaikei.webhooks.verify(body, headers, sandbox.credentials.webhookSecret);
  const kept = {
    custom: "ORDER-1",
    amount: "1980",
    currency: "JPY",
    paymentId: created.paymentId,
  };
  assert.deepEqual(await client.confirm(kept, event), { outcome: "confirmed" });
  await assert.rejects(sandbox.pay(created.url), PageError);

  const [delivery] = sandbox.deliveries();
  assert.equal(delivery.paymentId, created.paymentId);
  sandbox.resend(delivery);
  assert.deepEqual((await there.next()).body, body);
});

test("webhooks are held back and let go in reverse", async (context) => {
  const sandbox = await started(context);
  const there = await shop(context);
  const client = sandbox.itoJapan();
  sandbox.holdWebhooks();
  const ids = [];
  for (let number = 0; number < 2; number += 1) {
    const { url, paymentId } = await client.payments.create(order(there.url));
    await sandbox.pay(url);
    ids.push(paymentId);
  }
  assert.deepEqual(
    sandbox.deliveries().map(({ state, due }) => [state, due]),
    [
      ["held", null],
      ["held", null],
    ],
  );
  sandbox.releaseWebhooks("reverse");
  const arrived = [await there.next(), await there.next()];
  assert.deepEqual(
    arrived.map(({ body }) => JSON.parse(body).payment_id),
    ids.reverse(),
  );
});

test("a webhook can be put off and thrown away", async (context) => {
  const sandbox = await started(context, {
    startAt: new Date("2026-01-02T03:04:05Z"),
  });
  const client = sandbox.itoJapan({ clock: sandbox.clock() });
  sandbox.holdWebhooks();
  await sandbox.pay((await client.payments.create(order())).url);
  sandbox.delay("webhook-1", 90_000);
  assert.deepEqual(sandbox.deliveries()[0].due, new Date("2026-01-02T03:05:35Z"));
  sandbox.drop("webhook-1");
  assert.equal(sandbox.deliveries()[0].state, "dropped");
});

test("a buyer cancels", async (context) => {
  const sandbox = await started(context);
  const created = await sandbox.itoJapan().payments.create(order());
  assert.equal(await sandbox.cancel(created.url), "http://127.0.0.1:4000/cancel");
  assert.deepEqual(sandbox.deliveries(), []);
});

test("a user signs in, or denies", async (context) => {
  const sandbox = await started(context);
  const client = new kaikei.ItoJapan({ baseUrl: sandbox.baseUrl });
  const start = () =>
    client.startLogin({
      clientId: sandbox.credentials.publicClientId,
      redirectUri: "http://127.0.0.1:4000/callback",
    });
  const login = start();
  const user = await client.finishLogin(login.pending, await sandbox.signIn(login.authorizeUrl));
  assert.equal((await user.me.get()).email, sandbox.credentials.userEmail);
  const denied = await sandbox.signIn(start().authorizeUrl, { allow: false });
  assert.equal(new URL(denied).searchParams.get("error"), "access_denied");
  await assert.rejects(sandbox.signIn(start().authorizeUrl, { password: "wrong" }), PageError);
});

test("a client goes along with the sandbox's clock", async (context) => {
  const sandbox = await started(context);
  const client = sandbox.itoJapan({ clock: sandbox.clock() });
  sandbox.advance(3_600_000);
  assert.ok((await client.payments.create(order())).paymentId);
  await assert.rejects(sandbox.itoJapan().payments.create(order()), /out of range/);
});

test("UnivaPay and merchants of one's own", async (context) => {
  const sandbox = await started(context);
  const merchant = sandbox.addMerchant();
  for (const client of [sandbox.univaPay(), sandbox.univaPay({}, merchant)]) {
    const token = await client.tokens.create({
      method: {
        paymentType: "konbini",
        data: {
          customerName: "TARO YAMADA",
          convenienceStore: "seven_eleven",
          phoneNumber: { countryCode: "81", localNumber: "9012345678" },
        },
      },
      email: "taro@example.com",
    });
    assert.ok(token.id);
  }
  assert.deepEqual(sandbox.control("GET", "tokens").map(({ merchant }) => merchant).length, 2);
  const created = await sandbox.itoJapan({}, merchant).payments.create(order());
  await assert.rejects(sandbox.itoJapan().payments.checkValidity({ paymentId: created.paymentId }));
});
