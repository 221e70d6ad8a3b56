// What several tests use.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { Sandbox } from "kaikei/testing";

/** The parameters of a payment that the sandbox accepts. */
export function payment(changes = {}) {
  return {
    custom: "ORDER-1",
    currencyCode: "USD",
    amount: "280.00",
    webHook: "http://127.0.0.1:9/web_hook",
    cancelUrl: "http://127.0.0.1:9/cancel",
    successUrl: "http://127.0.0.1:9/thanks",
    customerEmail: "user1@sandbox.test",
    ...changes,
  };
}

/** The parameters of a card token. */
export function cardToken(changes = {}) {
  const data = {
    cardholder: "TARO YAMADA",
    cardNumber: "4000020000000000",
    expMonth: 12,
    expYear: 2030,
    cvv: "123",
    ...changes,
  };
  return { method: { paymentType: "card", data }, email: "taro@example.com" };
}

/** A sandbox that ends with the test. */
export async function sandboxFor(test, options) {
  const sandbox = await Sandbox.start(options);
  test.after(() => sandbox.stop());
  return sandbox;
}

/** A server on loopback that ends with the test, connections included. */
export async function serverFor(test, listener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** Runs a program in a process of its own until it ends by itself. */
export async function run(
  program,
  { args = [], command = process.execPath, cwd = import.meta.dirname } = {},
) {
  const child = spawn(command, [...args, "--input-type=module", "--eval", program], { cwd });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  const [code, signal] = await once(child, "close");
  return { code, signal, out, err };
}

/** The error that `work` fails with, of `Class`. */
export async function failure(work, Class) {
  let error;
  try {
    await (typeof work === "function" ? work() : work);
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error instanceof Class, `${error?.stack ?? "nothing"} is no ${Class.name}`);
  return error;
}
