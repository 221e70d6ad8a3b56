// A sandbox lives as long as its owner wants, and whatever ends the owner ends it without a crash.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import { listens } from "./listens.mjs";

/** Runs a program in a process of its own and expects it to end by itself. */
function run(program, code = 0, flags = []) {
  const ended = spawnSync(process.execPath, [...flags, "--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(ended.stderr, "");
  assert.deepEqual([ended.status, ended.signal], [code, null]);
  return ended.stdout.trim();
}

test("an idle sandbox does not keep the process alive", async () => {
  const baseUrl = run(`
    import { Server } from "kaikei-sandbox";
    globalThis.kept = new Server();
    console.log(kept.baseUrl);
  `);
  assert.equal(await listens(baseUrl), false);
});

test("a process may exit at once, also while the sandbox answers", async () => {
  for (let round = 0; round < 10; round += 1) {
    const baseUrl = run(
      `
      import { Server } from "kaikei-sandbox";
      const servers = Array.from({ length: 4 }, () => new Server());
      for (const server of servers) {
        server.control("POST", "/_sandbox/faults", { fault: "delay=600000" });
        fetch(server.baseUrl + "/payment/check-validity", { method: "POST" }).catch(() => {});
        fetch(server.baseUrl + "/").catch(() => {});
      }
      await fetch(servers[0].baseUrl + "/");
      process.stdout.write(servers[0].baseUrl, () => process.exit(7));
    `,
      7,
    );
    assert.equal(await listens(baseUrl), false);
  }
});

test("a collected sandbox stops", () => {
  const stopped = run(
    `
    import { Server } from "kaikei-sandbox";
    import { listens } from "./listens.mjs";
    const baseUrl = new Server().baseUrl;
    while (await listens(baseUrl)) {
      gc();
      await new Promise(setImmediate);
    }
    console.log("stopped");
  `,
    0,
    ["--expose-gc"],
  );
  assert.equal(stopped, "stopped");
});

const WORKER = `
  const { parentPort } = require("node:worker_threads");
  const { Server } = require("kaikei-sandbox");
  const server = new Server();
  server.control("POST", "/_sandbox/faults", { fault: "delay=600000" });
  fetch(server.baseUrl + "/payment/check-validity", { method: "POST" }).catch(() => {});
  parentPort.postMessage(server.baseUrl);
`;

/** Starts a worker with a sandbox in it; resolves to the worker and the sandbox's URL. */
async function worker(program) {
  const started = new Worker(program, { eval: true });
  const baseUrl = await new Promise((resolve, reject) => {
    started.once("message", resolve);
    started.once("error", reject);
  });
  return { started, baseUrl };
}

test("a terminated worker's sandbox stops with it", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { started, baseUrl } = await worker(WORKER);
    assert.equal(await listens(baseUrl), true);
    await started.terminate();
    assert.equal(await listens(baseUrl), false);
  }
});

test("a worker may exit by itself with a sandbox running", async () => {
  const { started, baseUrl } = await worker(`${WORKER}; process.exit(3);`);
  const code = await new Promise((resolve) => started.once("exit", resolve));
  assert.equal(code, 3);
  assert.equal(await listens(baseUrl), false);
});

test("a process may exit while workers have sandboxes, and the addon is in no other thread", () => {
  for (let round = 0; round < 5; round += 1) {
    run(
      `
      import { Worker } from "node:worker_threads";
      const program = ${JSON.stringify(WORKER)};
      // Without the flags of this process: --input-type would go for the workers too.
      const workers = [1, 2, 3].map(() => new Worker(program, { eval: true, execArgv: [] }));
      await Promise.all(workers.map((worker) => new Promise((ready) => worker.once("message", ready))));
      await workers[0].terminate();
      process.exit(0);
    `,
    );
  }
});
