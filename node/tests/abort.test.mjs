// AbortSignal.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { CancelledError, ItoJapan, UnivaPay } from "kaikei";
import { cardToken, failure, payment, sandboxFor, serverFor } from "./support.mjs";

for (const [name, transport] of [
  ["built in", {}],
  ["own fetch", { fetch: (url, init) => fetch(url, init) }],
]) {
  test(`a call in flight ends at once, and its connection closes, ${name}`, async (t) => {
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    // In a list, so that the promise is handed over and not waited for.
    const url = await serverFor(t, (request) => arrive([once(request.socket, "close")]));
    const client = new ItoJapan({ baseUrl: url, accessKey: "a", secretKey: "s", ...transport });
    const controller = new AbortController();
    const call = client.payments.create(payment(), { signal: controller.signal });
    const [closed] = await Promise.race([arrived, call]);
    const reason = new Error("enough");
    controller.abort(reason);
    const error = await failure(call, CancelledError);
    assert.equal(error.cause, reason);
    assert.deepEqual([error.kind, error.sent], ["cancelled", "maybe"]);
    await closed;
  });
}

test("a write that was aborted says what to look for", async (t) => {
  const arrived = [];
  const url = await serverFor(t, ({ headers }) => arrived.push(headers["idempotency-key"]));
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdG9yZV9pZCI6IjExIn0.c2ln";
  const client = new UnivaPay({ baseUrl: url, jwt, secret: "s" });
  const abortedBy = async (call) => {
    const controller = new AbortController();
    const ended = failure(call({ signal: controller.signal }), CancelledError);
    const before = arrived.length;
    while (arrived.length === before) await new Promise(setImmediate);
    controller.abort();
    const { sent, reference } = await ended;
    return [sent, reference];
  };
  const create = (options) => client.tokens.create(cardToken(), options);
  const [, key] = await abortedBy(create);
  assert.ok(key !== undefined && key === arrived[0]);
  const mine = (options) => create({ ...options, idempotencyKey: "mine" });
  assert.deepEqual(await abortedBy(mine), ["maybe", "mine"]);
  const read = (options) => client.charges.get({ id: "c" }, options);
  assert.deepEqual(await abortedBy(read), ["maybe", undefined]);
  const ito = new ItoJapan({ baseUrl: url, accessKey: "a", secretKey: "s" });
  const pay = (options) => ito.payments.create(payment(), options);
  assert.deepEqual(await abortedBy(pay), ["maybe", "ORDER-1"]);
});

test("nothing is sent with a signal that is aborted already", async (t) => {
  const sandbox = await sandboxFor(t);
  const call = sandbox.itoJapan().payments.create(payment(), { signal: AbortSignal.abort("no") });
  const error = await failure(call, CancelledError);
  assert.deepEqual([error.cause, error.sent], ["no", "no"]);
  assert.equal(sandbox.journal().length, 0);
});

test("nothing is sent after an abort: no retry", async (t) => {
  let requests = 0;
  const controller = new AbortController();
  const url = await serverFor(t, (_, response) => {
    requests += 1;
    response
      .writeHead(503, { "retry-after": "1" })
      .end(() => setImmediate(() => controller.abort()));
  });
  const client = new ItoJapan({ baseUrl: url, accessKey: "a", secretKey: "s" });
  await failure(client.payments.checkValidity({ paymentId: "p" }, controller), CancelledError);
  assert.equal(requests, 1);
});

test("a signal is let go of when its calls are over", async (t) => {
  const client = (await sandboxFor(t)).itoJapan();
  const { signal } = new AbortController();
  let listening = 0;
  const { addEventListener: add, removeEventListener: remove } = signal;
  signal.addEventListener = (...args) => ((listening += 1), add.apply(signal, args));
  signal.removeEventListener = (...args) => ((listening -= 1), remove.apply(signal, args));
  await Promise.all(
    ["A", "B"].map((custom) => client.payments.create(payment({ custom }), { signal })),
  );
  assert.equal(listening, 0);
});
