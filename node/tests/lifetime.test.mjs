// How long a process lives, and how it ends.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { run, serverFor } from "./support.mjs";

const ROUNDS = 50;

/** A server that answers only when asked to: `release` lets the answers go. */
async function held(t) {
  const waiting = [];
  const url = await serverFor(t, (request, response) => {
    if (request.url === "/release") {
      for (const answer of waiting.splice(0))
        answer.end('{"code":200,"status":"ok","message":"valid"}');
      response.end();
    } else {
      waiting.push(response);
    }
  });
  return url;
}

const client = (url) => `
  import { ItoJapan } from "kaikei";
  const client = new ItoJapan({ baseUrl: ${JSON.stringify(url)}, accessKey: "a", secretKey: "s" });
`;

test("a call in flight keeps the process alive until it is answered", async (t) => {
  const url = await held(t);
  const ended = await run(`${client(url)}
    import { get } from "node:http";
    client.payments.checkValidity({ paymentId: "p" }).then(() => console.log("answered"));
    // Not fetch, whose kept-alive connection would keep the process alive too.
    let tries = 0;
    const ask = () => get(${JSON.stringify(url)} + "/release", (answer) => answer.resume().on("end", () => {
      tries += 1;
      if (tries < 3) setTimeout(ask, 50);
    }));
    ask();
  `);
  assert.deepEqual([ended.code, ended.signal, ended.err, ended.out], [0, null, "", "answered\n"]);
});

test("an idle client, a closed one, and an aborted call let it end", async (t) => {
  const url = await held(t);
  const ended = await run(`${client(url)}
    globalThis.kept = client;
    const controller = new AbortController();
    const call = client.payments.checkValidity({ paymentId: "p" }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await call.catch((error) => console.log(error.kind));
    new ItoJapan({ accessKey: "a" }).close();
  `);
  assert.deepEqual([ended.code, ended.signal, ended.err, ended.out], [0, null, "", "cancelled\n"]);
});

test("a closed client's fetch and token store answer the calls in flight", async () => {
  const program = `
    import { ItoJapan, Tokens } from "kaikei";
    import { Sandbox } from "kaikei/testing";
    const sandbox = await Sandbox.start();
    const { publicClientId: clientId, redirectUri } = sandbox.credentials;
    const clock = sandbox.clock();
    const client = sandbox.itoJapan({ clock });
    const { authorizeUrl, pending } = client.startLogin({ clientId, redirectUri });
    const { tokens } = await client.finishLogin(pending, await sandbox.signIn(authorizeUrl));
    const saved = [];
    sandbox.advance(4000_000);
    const begun = () => {
      const user = sandbox
        .itoJapan({ clock, fetch: (url, init) => fetch(url, init), attemptTimeout: 3000 })
        .withSession(tokens, { clientId, tokenStore: { save: (tokens) => void saved.push(tokens) } });
      const call = user.me.get();
      user.close();
      return call;
    };
    const call = begun();
    const collecting = setInterval(gc, 1);
    console.log((await call).email, saved.length);
    clearInterval(collecting);
    await sandbox.stop();
  `;
  const ended = await run(program, { args: ["--expose-gc"] });
  assert.deepEqual([ended.code, ended.err, ended.out], [0, "", "user1@sandbox.test 1\n"]);
});

test(`process.exit during calls, ${ROUNDS} times`, async (t) => {
  const url = await held(t);
  const program = `${client(url)}
    for (let at = 0; at < 8; at += 1) client.payments.checkValidity({ paymentId: "p" }).catch(() => {});
    setImmediate(() => setImmediate(() => process.exit(7)));
  `;
  for (let round = 0; round < ROUNDS; round += 2) {
    for (const ended of await Promise.all([run(program), run(program)])) {
      assert.deepEqual([ended.code, ended.signal, ended.err], [7, null, ""]);
    }
  }
});

test("process.exit while a fetch of the application's own is asked", async () => {
  const ended = await run(`
    import { ItoJapan } from "kaikei";
    const client = new ItoJapan({ accessKey: "a", secretKey: "s", fetch: () => process.exit(7) });
    client.payments.checkValidity({ paymentId: "p" });
  `);
  assert.deepEqual([ended.code, ended.signal, ended.err], [7, null, ""]);
});

test(`workers that are loaded and terminated during calls, ${ROUNDS} times`, async (t) => {
  const url = await held(t);
  const program = `
    const { parentPort } = require("node:worker_threads");
    const { ItoJapan } = require("kaikei");
    const client = new ItoJapan({ baseUrl: ${JSON.stringify(url)}, accessKey: "a", secretKey: "s" });
    for (let at = 0; at < 8; at += 1) client.payments.checkValidity({ paymentId: "p" }).catch(() => {});
    parentPort.postMessage("loaded");
  `;
  const ended = await run(`
    import { Worker } from "node:worker_threads";
    import { once } from "node:events";
    for (let round = 0; round < ${ROUNDS}; round += 1) {
      const worker = new Worker(${JSON.stringify(program)}, { eval: true, execArgv: [] });
      await once(worker, "message");
      await worker.terminate();
    }
    console.log("survived");
  `);
  assert.deepEqual([ended.code, ended.signal, ended.err, ended.out], [0, null, "", "survived\n"]);
});

test("workers end by themselves, each with clients of its own", async (t) => {
  const url = await serverFor(t, (_, response) =>
    response.end('{"code":200,"status":"ok","message":"valid"}'),
  );
  const program = `
    const { ItoJapan } = require("kaikei");
    const client = new ItoJapan({ baseUrl: ${JSON.stringify(url)}, accessKey: "a", secretKey: "s" });
    client.payments.checkValidity({ paymentId: "p" });
  `;
  const codes = Array.from({ length: 4 }, () => {
    const worker = new Worker(program, { eval: true });
    return new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  });
  assert.deepEqual(await Promise.all(codes), [0, 0, 0, 0]);
});
