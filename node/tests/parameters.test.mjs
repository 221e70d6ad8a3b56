// What callers may give, and what is refused before anything is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import vm from "node:vm";
import {
  ConfigurationError,
  InvalidRequestError,
  ItoJapan,
  Tokens,
  UnivaPay,
  pkce,
  signRequest,
  webhooks,
} from "kaikei";
import { cardToken, failure, payment, sandboxFor } from "./support.mjs";

const itself = {};
itself.again = { itself };

for (const [name, changes, field, rule] of [
  ["a number for a decimal", { amount: 280.5 }, "amount", /must be a string or a bigint/],
  ["NaN", { amount: NaN }, "amount", /must be a string or a bigint/],
  ["a boolean for a decimal", { amount: true }, "amount", /must be a string or a bigint/],
  ["text that is no decimal", { amount: "12,50" }, "amount", /decimal/],
  ["a missing field", { custom: undefined }, "custom", /is required/],
  ["null, which is as missing", { custom: null }, "custom", /is required/],
  ["an unknown field", { fooBar: 1 }, "fooBar", /is not a parameter/],
  ["the wire's name", { web_hook: "x" }, "web_hook", /camel case/],
  ["a field of the wrong type", { webHook: 1 }, "webHook", /webHook must be/],
  ["a function", { details: () => 1 }, "details", /must not be a function/],
  ["a symbol", { details: Symbol("x") }, "details", /must not be a symbol/],
  ["half a character", { details: "\ud800" }, "details", /surrogate/],
  ["undefined in a list", { extra: { a: [1, undefined] } }, "extra.a[1]", /undefined/],
  ["a hole in a list", { extra: { a: Array(1) } }, "extra.a[0]", /undefined/],
  ["an endless number", { extra: { a: Infinity } }, "extra.a", /NaN or infinite/],
  ["a bigint in free JSON", { extra: { a: 1n } }, "extra.a", /bigint/],
  ["a Map", { extra: { a: new Map() } }, "extra.a", /not an instance of Map/],
  ["a Date where none belongs", { details: new Date(0) }, "details", /not an instance of Date/],
  ["what holds itself", { extra: itself }, "extra.again.itself", /must not hold itself/],
]) {
  test(`refused: ${name}`, async () => {
    const client = new ItoJapan({ accessKey: "a", secretKey: "s", baseUrl: "http://127.0.0.1:9" });
    const error = await failure(client.payments.create(payment(changes)), InvalidRequestError);
    assert.equal(error.field, field);
    assert.match(error.message, rule);
    assert.equal(error.sent, undefined);
    assert.equal(error.code, "invalid_request");
  });
}

test("parameters that are no object, or cannot be read", async () => {
  const client = new ItoJapan({ accessKey: "a", secretKey: "s" });
  for (const parameters of [undefined, null, 1, "x", [], new Map()]) {
    assert.equal(
      (await failure(client.payments.create(parameters), InvalidRequestError)).field,
      "parameters",
    );
  }
  const hostile = payment();
  Object.defineProperty(hostile, "details", { enumerable: true, get: () => assert.fail("no") });
  const error = await failure(client.payments.create(hostile), InvalidRequestError);
  assert.ok(error.cause instanceof assert.AssertionError);
});

test("objects of another realm and without a prototype are plain too", () => {
  const extra = vm.runInNewContext("({ from: ['elsewhere'] })");
  const parameters = Object.assign(Object.create(null), payment({ extra: { extra: "x" } }));
  signRequest(parameters, "secret");
  const { signed } = signRequest(payment({ extra: { other: extra.from[0] } }), "secret");
  assert.match(signed, /"other":"elsewhere"/);
});

test("bigint amounts, and keys of free JSON as they are", async (t) => {
  const sandbox = await sandboxFor(t);
  await sandbox
    .itoJapan()
    .payments.create(payment({ amount: 280n, extra: { someKey: "x", other_key: "y" } }));
  const [{ body }] = sandbox.journal();
  assert.match(body, /amount=280&/);
  assert.match(body, /someKey=x&other_key=y/);
});

test("a nested field is named by its path", async () => {
  const client = new UnivaPay({ jwt: "a.b.c", secret: "s" });
  for (const [changes, field] of [
    [{ cardNumber: "4000020000000001" }, "data.cardNumber"],
    [{ expMonth: 13 }, "data.expMonth"],
  ]) {
    const error = await failure(client.tokens.create(cardToken(changes)), InvalidRequestError);
    assert.equal(error.field, field);
    assert.ok(error.message.startsWith(field), error.message);
  }
});

for (const [name, options, field] of [
  ["an unknown setting", { acessKey: "a" }, "acessKey"],
  ["a setting of the other gateway", { jwt: "a.b.c" }, "jwt"],
  ["a setting of the wrong type", { accessKey: 1 }, "accessKey"],
  ["a wire name", { access_key: "a" }, "access_key"],
  ["a base URL that is none", { baseUrl: "nope" }, "baseUrl"],
  ["half of a pair", { merchantClientId: "a" }, "merchantClientSecret"],
  ["a timeout of nothing", { timeout: 0 }, "timeout"],
  ["a timeout that is text", { attemptTimeout: "1s" }, "attemptTimeout"],
  ["a timeout without end", { connectTimeout: Infinity }, "connectTimeout"],
  ["a negative number of retries", { maxRetries: -1 }, "maxRetries"],
  ["half a retry", { maxRetries: 1.5 }, "maxRetries"],
  ["a fetch that cannot be called", { fetch: {} }, "fetch"],
  ["a clock that is none", { clock: {} }, "clock"],
]) {
  test(`settings refused: ${name}`, async () => {
    const error = await failure(() => new ItoJapan(options), ConfigurationError);
    assert.equal(error.field, field);
    assert.ok(error.message.startsWith(field), error.message);
    assert.doesNotMatch(error.message, /[a-z]_[a-z]/.test(field) ? /$^/ : /[a-z]_[a-z]/);
  });
}

test("options of a call are checked too", async () => {
  const client = new ItoJapan({ accessKey: "a", secretKey: "s" });
  for (const [options, field] of [
    [{ timeout: -1 }, "timeout"],
    [{ timeOut: 1 }, "timeOut"],
    [{ signal: {} }, "signal"],
    [null, "options"],
  ]) {
    const error = await failure(client.payments.create(payment(), options), InvalidRequestError);
    assert.equal(error.field, field);
  }
});

test("arguments of the wrong type are named, not stumbled over", async () => {
  const app = new ItoJapan({ baseUrl: "http://127.0.0.1:1" });
  const named = (field) => (error) => error instanceof InvalidRequestError && error.field === field;
  assert.throws(() => app.startLogin(), named("clientId"));
  assert.throws(() => app.startLogin(null), named("request"));
  const login = { clientId: "a", redirectUri: "http://127.0.0.1/callback" };
  assert.throws(() => app.startLogin({ ...login, scopes: "read" }), named("scopes"));
  const { pending } = app.startLogin(login);
  await assert.rejects(app.finishLogin(pending, "x", null), named("options"));
  await assert.rejects(app.finishLogin(pending, "x", "y".repeat(1e6)), named("options"));
  const tokens = Tokens.load('{"access_token":"a"}');
  assert.throws(() => app.withSession(tokens), named("clientId"));
  assert.throws(() => new webhooks.Verifier("s", null), named("options"));
  assert.throws(() => webhooks.sign("{}", "s", null), named("options"));
  const verifier = new webhooks.Verifier("s");
  for (const headers of [Buffer.from("ab"), [1], ["ab"], new Map([[1, 2]]), new Set(["ab"])])
    assert.throws(() => verifier.verify("{}", headers), named("headers"));
  const order = { custom: "a", amount: "1", currency: "JPY" };
  const forged = Object.create(webhooks.WebhookEvent.prototype);
  await assert.rejects(app.confirm(order, forged), named("event"));
  const pair = pkce();
  assert.ok(
    !inspect(pair).includes(pair.verifier) && !JSON.stringify(pair).includes(pair.verifier),
  );
  assert.deepEqual(Object.keys(pkce()), ["challenge"]);
});
