// The packed package, in projects that use it: ES modules and CommonJS, with and without TypeScript.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { BY_KIND, ConfigurationError } from "kaikei";
import { failure } from "./support.mjs";

const { load } = createRequire(import.meta.url)("../dist/shared.js").platform;
const root = new URL("..", import.meta.url).pathname;
const bin = (name) => `${root}node_modules/.bin/${name}`;
const node = process.execPath;

let folder;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/kaikei-package-`);
  await sh(folder, node, `${root}scripts/package.mjs`, `${folder}/build`);
  for (const name of await readdir(`${folder}/build`)) {
    await sh(folder, "npm", "pack", "--silent", `${folder}/build/${name}`);
  }
});
after(() => rm(folder, { recursive: true, force: true }));

async function sh(cwd, command, ...args) {
  try {
    return (await promisify(execFile)(command, args, { cwd, encoding: "utf8" })).stdout;
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  }
}

/** A project of `type` with the packed packages installed, from these files alone. */
async function project(name, type, files) {
  const path = `${folder}/${name}`;
  const tarballs = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  const dependencies = Object.fromEntries(
    tarballs.map((file) => [file.replace(/-\d.*$/, ""), `file:../${file}`]),
  );
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    typeRoots: [`${root}node_modules/@types`],
    types: ["node"],
  };
  const written = {
    "package.json": JSON.stringify({ name, private: true, type, dependencies }),
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["*.ts"] }),
    ...files,
  };
  await sh(folder, "mkdir", path);
  for (const [file, text] of Object.entries(written)) await writeFile(`${path}/${file}`, text);
  await sh(path, "npm", "install", "--offline", "--no-audit", "--no-fund", "--loglevel", "error");
  return path;
}

const BODY = `'{"status":"ok","payment_id":"P","transaction":"T","amount":1.50,"currency":"USD","custom":"C"}'`;
const USE = `
  const body = ${BODY};
  const event = new webhooks.Verifier("secret").verify(body, webhooks.sign(body, "secret"));
  const client = new ItoJapan({ accessKey: "a", secretKey: "s", baseUrl: "http://127.0.0.1:9" });
  client.payments.checkValidity({ paymentId: "P" }, { maxRetries: 0 }).catch((error: unknown) => {
    const failed = error instanceof ConnectionFailedError && error instanceof KaikeiError;
    console.log(event.amount, failed, typeof webhook, typeof Clock);
  });
`;
const PRINTED = "1.50 true function function\n";
const IMPORTS = `
  import { ConnectionFailedError, ItoJapan, KaikeiError, webhooks } from "kaikei";
  import { webhook } from "kaikei/express";
  import { Clock } from "kaikei/testing";
`;
const TYPES = `${IMPORTS}
  import { webhook as fastify } from "kaikei/fastify";
  import { webhook as hono } from "kaikei/hono";
  import { webhook as next } from "kaikei/next";
  import type { ito, univapay, Reply, TokenStore, Confirmation } from "kaikei";
  export const used = [fastify, hono, next];
  export const order: ito.Order = { custom: "C", amount: 1n, currency: "USD" };
  export async function answers(client: ItoJapan, store: TokenStore): Promise<string> {
    const created: Reply<ito.CreatedPayment> = await client.payments.create({
      custom: "C", currencyCode: "USD", amount: "1", webHook: "x", cancelUrl: "x", successUrl: "x", customerEmail: "x",
    }, { signal: AbortSignal.timeout(1000) });
    const at: number = created.response.httpStatus;
    // @ts-expect-error an amount is text or a bigint
    client.payments.create({ ...created, amount: 1 });
    // @ts-expect-error a payment has no idempotency key
    client.payments.checkValidity({ paymentId: "P" }, { idempotencyKey: "x" });
    // @ts-expect-error a setting that does not exist
    new ItoJapan({ acessKey: "a" });
    return created.paymentId + at + String(store);
  }
  export function outcome(found: Confirmation): string {
    return found.outcome === "mismatch" ? found.field : found.outcome;
  }
  export const method: univapay.PaymentMethod = {
    paymentType: "card",
    data: { cardholder: "T", cardNumber: "4", expMonth: 1, expYear: 2030, cvv: "1" },
  };
  ${USE}
`;
const plain = (text) => text.replace(": unknown", "");

test("an ES module project", async () => {
  const path = await project("esm", "module", {
    "index.mjs": IMPORTS + plain(USE),
    "types.ts": TYPES,
  });
  assert.equal(await sh(path, node, "index.mjs"), PRINTED);
  await sh(path, bin("tsc"));
});

test("a CommonJS project", async () => {
  const required = IMPORTS.replace(/import (.*) from (.*);/g, "const $1 = require($2);");
  const path = await project("cjs", "commonjs", {
    "index.cjs": required + plain(USE),
    "types.ts": TYPES,
  });
  assert.equal(await sh(path, node, "index.cjs"), PRINTED);
  await sh(path, bin("tsc"));
});

test("both ways of loading share one copy", async () => {
  const required = createRequire(import.meta.url)("kaikei");
  assert.equal(required.ConfigurationError, ConfigurationError);
  assert.equal(required.BY_KIND, BY_KIND);
});

test("are the types wrong? No", async () => {
  const [tarball] = (await readdir(folder)).filter((file) => /^kaikei-\d.*\.tgz$/.test(file));
  await sh(folder, bin("attw"), "--profile", "node16", "--no-emoji", tarball);
});

test("the package holds no sources, tests or install scripts", async () => {
  const listed = JSON.parse(
    await sh(folder, "npm", "pack", "--json", "--dry-run", `${folder}/build/kaikei`),
  );
  for (const { path } of listed[0].files) {
    assert.match(path, /^(dist\/.*\.(d\.ts|d\.mts|js|mjs)|README\.md|LICENSE|package\.json)$/);
  }
  const manifest = createRequire(import.meta.url)(`${folder}/build/kaikei/package.json`);
  assert.deepEqual([manifest.scripts, manifest.dependencies], [undefined, undefined]);
  assert.equal(Object.keys(manifest.optionalDependencies).length, manifest.napi.targets.length);
});

test("a missing native module says which package, and why", async () => {
  const nothing = (path) => {
    throw Object.assign(new Error(`Cannot find module '${path}'`), { code: "MODULE_NOT_FOUND" });
  };
  const missing = await failure(() => load("kaikei", nothing, "linux-x64"), ConfigurationError);
  assert.equal(missing.code, "native_module");
  assert.match(missing.message, /kaikei-linux-x64-gnu or kaikei-linux-x64-musl is not installed/);
  assert.match(missing.message, /--omit=optional/);
  const foreign = await failure(() => load("kaikei", nothing, "aix-ppc64"), ConfigurationError);
  assert.match(foreign.message, /no native module for aix-ppc64: there are linux-x64, /);
  const refusing = () => {
    throw new Error("GLIBC_2.99 not found");
  };
  const broken = await failure(() => load("kaikei", refusing, "linux-x64"), ConfigurationError);
  assert.match(broken.message, /cannot be loaded: Error: GLIBC_2\.99 not found/);
});
