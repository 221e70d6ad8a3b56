// Errors: one class per kind, and no secret in what they show.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inspect } from "node:util";
import * as kaikei from "kaikei";
import { failure, payment, sandboxFor, serverFor } from "./support.mjs";

const shared = createRequire(import.meta.url)("../dist/shared.js");
const { native } = shared.native;
const { unwrap } = shared.failure;

test("each kind has a class, and each class its kind", () => {
  const kinds = native.errorKinds();
  assert.deepEqual(Object.keys(kaikei.BY_KIND), kinds);
  for (const [kind, Class] of Object.entries(kaikei.BY_KIND)) {
    const error = new Class({ message: "m" });
    assert.equal(kaikei[Class.name], Class);
    assert.ok(error instanceof kaikei.KaikeiError && error instanceof Error);
    assert.deepEqual(
      [error.kind, error.code, error.name, Class.kind],
      [kind, kind, Class.name, kind],
    );
    assert.match(error.stack, new RegExp(`^${Class.name}: m`));
  }
});

test("a panic is an InternalError", async () => {
  const error = await failure(() => unwrap(native.panicOnPurpose()), kaikei.InternalError);
  assert.match(error.message, /report/);
});

test("what the gateway answers, by status", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sandbox.itoJapan({ maxRetries: 0 });
  for (const [fault, Class] of [
    ["status=401", kaikei.AuthenticationError],
    ["status=403", kaikei.PermissionDeniedError],
    ["status=404", kaikei.NotFoundError],
    ["status=409", kaikei.ConflictError],
    ["status=429", kaikei.RateLimitedError],
    ["status=500", kaikei.ApiError],
  ]) {
    sandbox.fault(fault, { path: "/payment/check-validity" });
    const error = await failure(client.payments.checkValidity({ paymentId: "p" }), Class);
    assert.equal(error.httpStatus, Number(fault.slice(7)));
    assert.equal(error.sent, "yes");
  }
});

test("an outcome that nobody knows carries what to reconcile by", async (t) => {
  const url = await serverFor(t, (request) => request.socket.destroy());
  const client = new kaikei.ItoJapan({ baseUrl: url, accessKey: "a", secretKey: "s" });
  const error = await failure(client.payments.create(payment()), kaikei.OutcomeUnknownError);
  assert.deepEqual([error.sent, error.reference], ["maybe", "ORDER-1"]);
});

test("an answer's body is there, and never shown", async (t) => {
  const secret = "body-with-personal-data";
  const url = await serverFor(t, (_, response) => response.writeHead(500).end(secret));
  const client = new kaikei.ItoJapan({
    baseUrl: url,
    accessKey: "a",
    secretKey: "s",
    maxRetries: 0,
  });
  const error = await failure(
    client.payments.checkValidity({ paymentId: "p" }),
    kaikei.KaikeiError,
  );
  assert.equal(error.raw, secret);
  const shown = inspect(error, { depth: 9 }) + JSON.stringify(error) + String(error);
  assert.ok(!shown.includes(secret), shown);
  assert.equal(JSON.parse(JSON.stringify(error)).message, error.message);
});

test("an error's stack leads to the call", async (t) => {
  const client = (await sandboxFor(t)).itoJapan();
  async function myOwnFunction() {
    await client.payments.checkValidity({ paymentId: "p" });
  }
  assert.match((await failure(myOwnFunction, kaikei.NotFoundError)).stack, /myOwnFunction/);
});
