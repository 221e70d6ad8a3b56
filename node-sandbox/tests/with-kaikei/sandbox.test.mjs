// `Sandbox` of kaikei/testing: what it does beyond the control API.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { ControlError } from "kaikei-sandbox";

import { listens } from "../listens.mjs";
import { testing } from "./kaikei.mjs";

const { Clock, PageError, Sandbox } = testing;
const START = new Date("2026-01-02T03:04:05Z");
const MINUTE = 60_000;

/** Runs `use` with a sandbox that is stopped afterwards. */
async function withSandbox(options, use) {
  const sandbox = await Sandbox.start(options);
  try {
    await use(sandbox);
  } finally {
    await sandbox.stop();
  }
}

async function ask(sandbox, path = "/payment/check-validity") {
  const answer = await fetch(sandbox.baseUrl + path, {
    method: "POST",
    body: new URLSearchParams({ payment_id: "1" }),
  });
  await answer.text();
  return answer.status;
}

test("credentials are whole, frozen and masked", () =>
  withSandbox({ seed: 7 }, async (sandbox) => {
    const keys = sandbox.credentials;
    assert.equal(keys.itoBaseUrl, sandbox.baseUrl);
    assert.deepEqual(
      Object.values(keys),
      Object.values(sandbox.control("GET", "credentials")),
      "every field, none masked",
    );
    assert.ok(Object.isFrozen(keys));
    for (const shown of [
      inspect(keys, { showHidden: true }),
      JSON.stringify(keys),
      inspect(sandbox, { depth: 9 }),
    ]) {
      for (const name of [
        "accessKey",
        "secretKey",
        "webhookSecret",
        "merchantClientSecret",
        "univapayJwt",
      ]) {
        assert.ok(!shown.includes(keys[name]), name);
      }
    }
    assert.match(inspect(keys), /accessKey: '\[masked\]'/);
  }));

test("a second merchant has keys of its own", () =>
  withSandbox({}, async (sandbox) => {
    assert.notEqual(sandbox.addMerchant().accessKey, sandbox.credentials.accessKey);
  }));

test("it stops, also at the end of `await using`", async () => {
  const sandbox = await Sandbox.start();
  assert.equal(await listens(sandbox.baseUrl), true);
  await sandbox[Symbol.asyncDispose]();
  await sandbox.stop();
  assert.equal(await listens(sandbox.baseUrl), false);
  assert.throws(() => sandbox.now, /stopped/);
});

test("mistaken options say why", async () => {
  await assert.rejects(Sandbox.start({ seed: -1 }), /invalid value/);
  await assert.rejects(
    Sandbox.start({ settings: { serverMod: "S4" } }),
    /unknown field `server_mod`/,
  );
});

test("time goes forward, and clocks go along", () =>
  withSandbox({ startAt: START }, async (sandbox) => {
    const clock = sandbox.clock();
    assert.ok(clock instanceof Clock);
    assert.deepEqual([sandbox.now, clock.now()], [START, START]);
    const later = new Date(START.getTime() + 61 * MINUTE);
    sandbox.advance(MINUTE);
    assert.deepEqual(sandbox.advance(60 * MINUTE), later);
    assert.deepEqual([sandbox.now, clock.now()], [later, later]);
    for (const wrong of [-1000, 1, Number.NaN]) {
      assert.throws(() => sandbox.advance(wrong), /whole seconds/);
    }
  }));

test("faults and journal", () =>
  withSandbox({}, async (sandbox) => {
    sandbox.fault("status=503", {
      path: "/payment/*",
      method: "post",
      times: 2,
    });
    assert.equal(await ask(sandbox, "/tokens"), 401);
    assert.deepEqual([await ask(sandbox), await ask(sandbox), await ask(sandbox)], [503, 503, 401]);
    sandbox.fault("garbage");
    sandbox.clearFaults();
    assert.equal(await ask(sandbox), 401);
    const entries = sandbox.journal({
      path: "/payment/*",
      method: "POST",
      since: 2,
    });
    assert.deepEqual(
      entries.map(({ id, status, fault }) => [id, status, fault]),
      [
        [3, 503, "status=503"],
        [4, 401, null],
        [5, 401, null],
      ],
    );
    assert.ok(entries[0].at instanceof Date);
    assert.equal(entries[0].requestId, "sandbox-request-00000003");
    assert.throws(() => sandbox.fault("explode"), ControlError);
  }));

test("settings change until a reset", () =>
  withSandbox({ settings: { epochTimes: true } }, async (sandbox) => {
    sandbox.changeSettings({ serverMode: "S4", http200Errors: true });
    assert.deepEqual(sandbox.settings, {
      serverMode: "S4",
      http200Errors: true,
      epochTimes: true,
      recurringPrivilege: "infinite",
      plainWebhooks: false,
      enforceRateLimits: false,
      idempotency: "stored",
    });
    await ask(sandbox);
    sandbox.reset();
    assert.deepEqual([sandbox.settings.serverMode, sandbox.settings.epochTimes], ["S3", true]);
    assert.deepEqual(sandbox.journal(), []);
  }));

test("a bank transfer is paid as if", () =>
  withSandbox({}, async (sandbox) => {
    const { univapayJwt: jwt, univapaySecret: secret } = sandbox.credentials;
    const call = async (path, body) => {
      const answer = await fetch(sandbox.baseUrl + path, {
        ...(body && { method: "POST", body: JSON.stringify(body) }),
        headers: { authorization: `Bearer ${secret}.${jwt}`, "content-type": "application/json" },
      });
      return answer.json();
    };
    const token = await call("/tokens", {
      payment_type: "bank_transfer",
      email: "taro@example.com",
      data: { brand: "aozora_bank" },
    });
    const charge = { transaction_token_id: token.id, amount: 1000, currency: "JPY" };
    const { id, store_id: store } = await call("/charges", charge);
    const status = async () => (await call(`/stores/${store}/charges/${id}`)).status;
    sandbox.payCharge(id, 400);
    assert.equal(await status(), "awaiting", "too little");
    sandbox.payCharge(id);
    assert.equal(await status(), "successful");
    assert.throws(() => sandbox.payCharge(id), ControlError);
    assert.throws(() => sandbox.payCharge("no/such"), /not found/);
  }));

test("pages of others are not visited", () =>
  withSandbox({}, async (sandbox) => {
    for (const url of ["https://gateway.example/pay", `${sandbox.baseUrl}.example/pay`, "/pay"]) {
      await assert.rejects(sandbox.pay(url), /not one of this sandbox's pages/);
    }
    await assert.rejects(
      sandbox.pay(`${sandbox.baseUrl}/process-checkout?payment_id=nothing`),
      (error) => error instanceof PageError && error.status === 404,
    );
  }));
