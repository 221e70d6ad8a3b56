// Requests through an application's own fetch.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConnectionFailedError,
  InvalidResponseError,
  ItoJapan,
  OutcomeUnknownError,
  TimeoutExceededError,
} from "kaikei";
import { failure, payment, sandboxFor, serverFor } from "./support.mjs";

const GOOD = '{"code":200,"status":"ok","message":"valid"}';
const client = (fetch, options) =>
  new ItoJapan({ accessKey: "a", secretKey: "s", maxRetries: 0, fetch, ...options });
const check = (fetch, options) => client(fetch, options).payments.checkValidity({ paymentId: "p" });
const broken = (code) => Object.assign(new TypeError("fetch failed"), { cause: { code } });

test("it is given everything that fetch takes, and asked not to follow redirects", async () => {
  let asked;
  await check(async (...given) => {
    asked = given;
    return new Response(GOOD);
  });
  const [url, init] = asked;
  assert.equal(url, "https://payment.ito-japan.jp/payment/check-validity");
  assert.deepEqual([init.method, init.redirect], ["POST", "manual"]);
  assert.equal(init.headers.authorization, "Bearer a");
  assert.equal(Buffer.from(init.body).toString(), "payment_id=p");
  assert.ok(init.signal instanceof AbortSignal);
});

for (const [code, Class, kind, sent] of [
  ["ECONNREFUSED", ConnectionFailedError, "connect", "no"],
  ["ENOTFOUND", ConnectionFailedError, "connect", "no"],
  ["CERT_HAS_EXPIRED", ConnectionFailedError, "tls", "no"],
  ["UND_ERR_CONNECT_TIMEOUT", TimeoutExceededError, "timeout", "no"],
  ["ECONNRESET", ConnectionFailedError, "send", "maybe"],
  ["UND_ERR_HEADERS_TIMEOUT", TimeoutExceededError, "timeout", "maybe"],
  ["SOMETHING_NEW", ConnectionFailedError, "send", "maybe"],
]) {
  test(`${code} was sent: ${sent}`, async () => {
    const error = await failure(
      check(() => Promise.reject(broken(code))),
      Class,
    );
    assert.deepEqual([error.code, error.sent], [kind, sent]);
    const pay = client(() => Promise.reject(broken(code))).payments.create(payment());
    await failure(pay, sent === "no" ? Class : OutcomeUnknownError);
  });
}

test("a list of failed addresses counts as its first", async () => {
  const cause = new AggregateError([{ code: "ECONNREFUSED" }, { code: "ENETUNREACH" }]);
  const error = await failure(
    check(() => Promise.reject(new TypeError("x", { cause }))),
    ConnectionFailedError,
  );
  assert.deepEqual([error.code, error.sent], ["connect", "no"]);
});

test("a function that throws at once, or answers nonsense", async () => {
  for (const fetch of [
    () => {
      throw new Error("https://user:password@proxy.example");
    },
    async () => undefined,
    async () => ({ status: "ok", headers: [] }),
    async () => ({ status: 200 }),
  ]) {
    const error = await failure(check(fetch), ConnectionFailedError);
    assert.notEqual(error.sent, "no");
    assert.ok(!error.message.includes("password"));
  }
});

test("an answer that breaks off was sent", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(broken("ECONNRESET")) });
  const error = await failure(
    check(async () => new Response(body)),
    ConnectionFailedError,
  );
  assert.deepEqual([error.code, error.sent], ["receive", "yes"]);
});

test("reading stops past the largest answer", async () => {
  let read = 0;
  let cancelled = false;
  const body = new ReadableStream({
    pull(controller) {
      read += 1;
      controller.enqueue(new Uint8Array(1024 * 1024));
    },
    cancel: () => (cancelled = true),
  });
  await failure(
    check(async () => new Response(body)),
    InvalidResponseError,
  );
  assert.ok(read <= 5 && cancelled, `${read}`);
});

test("a redirect is not followed", async (t) => {
  let requests = 0;
  const baseUrl = await serverFor(t, (_, response) => {
    requests += 1;
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  await failure(check(fetch, { baseUrl }), InvalidResponseError);
  assert.equal(requests, 1);
});

test("a call that took too long takes its fetch along", async () => {
  const aborted = Promise.withResolvers?.() ?? deferred();
  const never = (_, { signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => (aborted.resolve(), reject(signal.reason))),
    );
  await failure(check(never, { attemptTimeout: 20 }), TimeoutExceededError);
  await aborted.promise;
});

test("headers and bodies of any bytes survive", async (t) => {
  const sandbox = await sandboxFor(t);
  const created = await sandbox
    .itoJapan({ fetch })
    .payments.create(payment({ custom: "注文-1", details: "é😀" }));
  assert.ok(created.paymentId);
});

function deferred() {
  const out = {};
  out.promise = new Promise((resolve) => (out.resolve = resolve));
  return out;
}
