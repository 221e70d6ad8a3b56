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
const broken = (code, syscall) =>
  Object.assign(new TypeError("fetch failed"), { cause: { code, syscall } });

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

// The kernel also gives these for reading from and writing to a connection that was there.
for (const code of ["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "EADDRNOTAVAIL"]) {
  test(`${code} was not sent only if connecting failed`, async () => {
    for (const syscall of ["connect", "getaddrinfo"]) {
      const unsent = check(() => Promise.reject(broken(code, syscall)));
      assert.equal((await failure(unsent, ConnectionFailedError)).sent, "no");
    }
    for (const syscall of ["read", "write", undefined]) {
      let sends = 0;
      const fetch = () => {
        sends += 1;
        return Promise.reject(broken(code, syscall));
      };
      const paid = client(fetch, { maxRetries: 2 }).payments.create(payment());
      assert.equal((await failure(paid, OutcomeUnknownError)).sent, "maybe");
      assert.equal(sends, 1);
    }
  });
}

test("a list of failed addresses was not sent if none of them was connected", async () => {
  const refused = { code: "ECONNREFUSED", syscall: "connect" };
  for (const [other, sent] of [
    [{ code: "ENETUNREACH", syscall: "connect" }, "no"],
    [{ code: "ENETUNREACH", syscall: "write" }, "maybe"],
    [{ code: "ECONNRESET" }, "maybe"],
    [new Error("no code"), "maybe"],
  ]) {
    for (const errors of [
      [refused, other],
      [other, refused],
    ]) {
      const cause = new AggregateError(errors);
      const error = await failure(
        check(() => Promise.reject(new TypeError("x", { cause }))),
        ConnectionFailedError,
      );
      assert.deepEqual([error.code, error.sent], [sent === "no" ? "connect" : "send", sent]);
    }
  }
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

test("a fetch that follows redirects is found out, and its connection freed", async (t) => {
  const baseUrl = await serverFor(t, (request, response) => {
    request.resume();
    if (request.url === "/elsewhere") response.end(GOOD);
    else response.writeHead(303, { location: "/elsewhere" }).end();
  });
  const answers = [];
  const following = async (url, init) => {
    const answer = await fetch(url, { ...init, redirect: "follow" });
    answers.push(answer);
    return answer;
  };
  const error = await failure(check(following, { baseUrl }), ConnectionFailedError);
  assert.deepEqual([error.code, error.sent], ["receive", "yes"]);
  assert.match(error.message, /followed a redirect/);
  const paid = client(following, { baseUrl, maxRetries: 2 }).payments.create(payment());
  await failure(paid, OutcomeUnknownError);
  assert.equal(answers.length, 2);
  for (const { body } of answers) assert.equal((await body.getReader().read()).done, true);
});

test("an answer without a status is not read, and its connection freed", async () => {
  let cancelled = false;
  const body = new ReadableStream({ cancel: () => void (cancelled = true) });
  await failure(
    check(async () => ({ status: 0, headers: [], body })),
    ConnectionFailedError,
  );
  assert.ok(cancelled);
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
