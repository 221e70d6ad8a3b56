// Starting, controlling and stopping, without the package `kaikei`.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { inspect } from "node:util";

import { ControlError, Server } from "kaikei-sandbox";

import { listens } from "./listens.mjs";

test("it serves until it is stopped", async () => {
  const server = new Server();
  assert.match(server.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await fetch(`${server.baseUrl}/_sandbox/credentials`);
  assert.deepEqual(await answer.json(), server.credentials);
  assert.equal(server.credentials.ito_base_url, server.baseUrl);
  server.stop();
  server.stop();
  assert.equal(await listens(server.baseUrl), false);
  assert.throws(() => server.control("GET", "/_sandbox/clock"), /the sandbox was stopped/);
});

test("a stop closes open connections", async () => {
  const server = new Server();
  const socket = connect(Number(new URL(server.baseUrl).port), "127.0.0.1");
  await new Promise((connected) => socket.once("connect", connected));
  const closed = new Promise((done) => socket.once("close", done));
  socket.on("error", () => {});
  socket.resume();
  server.stop();
  await closed;
});

test("two at once are apart", async () => {
  const [one, two] = [new Server({ seed: 1 }), new Server({ seed: 2 })];
  assert.notEqual(one.baseUrl, two.baseUrl);
  assert.notEqual(one.credentials.access_key, two.credentials.access_key);
  one.control("POST", "/_sandbox/faults", { fault: "garbage" });
  assert.equal(one.control("GET", "/_sandbox/faults").length, 1);
  assert.deepEqual(two.control("GET", "/_sandbox/faults"), []);
  one.stop();
  assert.equal(await listens(two.baseUrl), true);
  two.stop();
});

test("options reach the sandbox", () => {
  const server = new Server({
    seed: 7,
    settings: { server_mode: "S4" },
    start_at: "2026-01-02T03:04:05Z",
  });
  const same = new Server({ seed: 7 });
  assert.equal(server.control("GET", "/_sandbox/settings").server_mode, "S4");
  assert.equal(server.control("GET", "/_sandbox/clock").now, "2026-01-02T03:04:05Z");
  assert.equal(server.credentials.access_key, same.credentials.access_key);
  server.stop();
  same.stop();
});

for (const [options, why] of [
  [{ sed: 7 }, /unknown field `sed`/],
  [{ seed: -1 }, /invalid value/],
  [{ seed: 1.5 }, /invalid type/],
  [{ settings: { server_mode: "S9" } }, /unknown variant `S9`/],
  [{ redirect_uris: ["callback"] }, /no redirect URI/],
]) {
  test(`mistaken options say why: ${JSON.stringify(options)}`, () => {
    assert.throws(() => new Server(options), why);
  });
}

test("what the control API refuses is an error with its status", () => {
  const server = new Server();
  const refused = (method, path, body, status, message) =>
    assert.throws(
      () => server.control(method, path, body),
      (error) => {
        assert.ok(error instanceof ControlError);
        assert.equal(error.status, status);
        assert.match(error.message, message);
        return true;
      },
    );
  refused("POST", "/_sandbox/faults", { fault: "explode" }, 400, /unknown kind/);
  refused(
    "POST",
    "/_sandbox/deliveries/webhook-9/drop",
    undefined,
    404,
    /^delivery webhook-9 not found$/,
  );
  refused("PUT", "/_sandbox/clock", {}, 405, /another method/);
  for (const [method, path] of [
    ["GE T", "/_sandbox/clock"],
    ["GET", "/tokens"],
    ["GET", "/_sandbox/ "],
  ]) {
    assert.throws(() => server.control(method, path), /no control request/);
  }
  server.stop();
});

test("it shows no key", () => {
  const server = new Server();
  const shown = inspect(server, { depth: 10, showHidden: true });
  for (const [name, value] of Object.entries(server.credentials)) {
    assert.ok(name.endsWith("_url") || !shown.includes(value), name);
  }
  server.stop();
});
