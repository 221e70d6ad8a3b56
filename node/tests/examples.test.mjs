// The examples of both READMEs, and the shop.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { promisify } from "node:util";
import { univapay } from "kaikei";
import { sandboxFor } from "./support.mjs";

const path = (name) => new URL(`../${name}`, import.meta.url).pathname;
const run = (file, env = {}) =>
  promisify(execFile)(process.execPath, [path(file)], { env: { ...process.env, ...env } });

test("the English and the Japanese README show the examples as they are", async () => {
  await promisify(execFile)(process.execPath, [path("scripts/readme.mjs"), "--check"]);
});

for (const folder of ["node", "node-sandbox"]) {
  test(`the Japanese README of ${folder} shows the same code`, async () => {
    const code = async (page) =>
      (await readFile(path(`../${folder}/${page}`), "utf8")).match(/^```\w*\n[\s\S]*?^```$/gm);
    const english = await code("README.md");
    assert.ok(english);
    assert.deepEqual(await code("README.ja.md"), english);
  });
}

test("a checkout", async (t) => {
  const { credentials } = await sandboxFor(t);
  const { stdout } = await run("examples/checkout.mjs", {
    ITO_BASE_URL: credentials.itoBaseUrl,
    ITO_ACCESS_KEY: credentials.accessKey,
    ITO_SECRET_KEY: credentials.secretKey,
  });
  assert.match(stdout, /send the buyer to http:\/\/127\.0\.0\.1:\d+\/process-checkout/);
});

test("a card token", async (t) => {
  const { credentials } = await sandboxFor(t);
  const { stdout } = await run("examples/token.mjs", {
    UNIVAPAY_BASE_URL: credentials.univapayBaseUrl,
    UNIVAPAY_JWT: credentials.univapayJwt,
    UNIVAPAY_SECRET: credentials.univapaySecret,
  });
  assert.match(stdout, /^token [\w-]+, made 2/);
});

test("a card payment", async (t) => {
  const { credentials } = await sandboxFor(t);
  const { stdout } = await run("examples/card_charge.mjs", {
    UNIVAPAY_BASE_URL: credentials.univapayBaseUrl,
    UNIVAPAY_JWT: credentials.univapayJwt,
    UNIVAPAY_SECRET: credentials.univapaySecret,
  });
  const lines = stdout.trimEnd().split("\n");
  assert.deepEqual(lines.slice(0, 3), [
    "paid: 1250 of the smallest unit of USD",
    "refund: successful",
    "declined, CARD_REJECTED: ask for another card",
  ]);
  assert.deepEqual(
    lines.slice(3).map((line) => line.split(" ").at(-1)),
    ["failed", "successful"],
  );
});

test("a webhook of UnivaPay", async (t) => {
  const child = spawn(process.execPath, [path("examples/univapay_webhook.mjs")], {
    env: { ...process.env, UNIVAPAY_AUTH_TOKEN: "auth-token", PORT: "0" },
  });
  t.after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: listening } = await lines.next();
  const send = async (token) => {
    const data = { id: "c", status: "successful" };
    const webhook = univapay.testWebhook(token, "charge_finished", data);
    const url = `http://127.0.0.1:${listening.split(" ").at(-1)}/`;
    return (await fetch(url, { method: "POST", ...webhook })).status;
  };
  assert.deepEqual([await send("wrong"), await send("auth-token")], [503, 200]);
  assert.equal((await lines.next()).value, "c is successful");
});

test("a login", async (t) => {
  const sandbox = await sandboxFor(t);
  const { itoBaseUrl, publicClientId, redirectUri } = sandbox.credentials;
  const env = {
    ITO_BASE_URL: itoBaseUrl,
    ITO_CLIENT_ID: publicClientId,
    ITO_REDIRECT_URI: redirectUri,
  };
  const child = spawn(process.execPath, [path("examples/login.mjs")], {
    env: { ...process.env, ...env },
  });
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith("open ")) child.stdin.end(`${await sandbox.signIn(line.slice(5))}\n`);
  }
  assert.match(lines.at(-1), /^hello /);
  if (child.exitCode === null) await once(child, "exit");
  assert.equal(child.exitCode, 0);
});

test("the shop delivers each order once", async () => {
  const { stdout } = await run("examples/demo.mjs");
  assert.match(stdout, /all good\n$/);
  assert.doesNotMatch(stdout, /✗/);
});
