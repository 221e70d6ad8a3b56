// Bun and Deno, where they are installed: `bun` and `deno` in the path, or named by BUN and DENO.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { payment, sandboxFor } from "./support.mjs";

const PROGRAM = `
  import { ItoJapan, NotFoundError, webhooks } from "kaikei";
  const body = '{"status":"ok","payment_id":"P","transaction":"T","amount":1.50,"currency":"USD","custom":"C"}';
  const event = new webhooks.Verifier("secret").verify(body, webhooks.sign(body, "secret"));
  for (const transport of [{}, { fetch }]) {
    const client = new ItoJapan({ ...SETTINGS, ...transport });
    const created = await client.payments.create(PAYMENT);
    const error = await client.payments.checkValidity(created).catch((error) => error);
    const missing = await client.payments.checkValidity({ paymentId: created.paymentId }).catch((error) => error);
    console.log(event.amount, event.key, error.field, missing instanceof NotFoundError);
  }
`;

for (const [name, command, ...args] of [
  ["Bun", process.env.BUN ?? "bun"],
  [
    "Deno",
    process.env.DENO ?? "deno",
    "run",
    "--allow-all",
    "--quiet",
    "--node-modules-dir=manual",
  ],
]) {
  const found = spawnSync(command, ["--version"]).status === 0;
  const skip = found ? false : `${name} is not installed here`;
  test(name, { skip }, async (t) => {
    const sandbox = await sandboxFor(t);
    const { itoBaseUrl: baseUrl, accessKey, secretKey } = sandbox.credentials;
    const folder = await mkdtemp(`${tmpdir()}/kaikei-runtime-`);
    t.after(() => rm(folder, { recursive: true, force: true }));
    const installed = `${folder}/node_modules/kaikei`;
    await mkdir(installed, { recursive: true });
    for (const part of ["package.json", "dist", "native"]) {
      await cp(new URL(`../${part}`, import.meta.url), `${installed}/${part}`, { recursive: true });
    }
    await writeFile(`${folder}/package.json`, '{"dependencies":{"kaikei":"*"}}');
    const program = PROGRAM.replace(
      "SETTINGS",
      JSON.stringify({ baseUrl, accessKey, secretKey }),
    ).replace("PAYMENT", JSON.stringify(payment()));
    await writeFile(`${folder}/main.mjs`, program);
    const run = spawnSync(command, [...args, "main.mjs"], { cwd: folder, encoding: "utf8" });
    const line = "1.50 ito:P:T:ok url true\n";
    assert.deepEqual([run.status, run.stdout, run.stderr], [0, line + line, ""]);
  });
}
