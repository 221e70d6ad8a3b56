// Logins, sessions, and token stores.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AuthenticationError,
  InvalidRequestError,
  ItoJapan,
  KaikeiError,
  OauthError,
  PendingLogin,
  Tokens,
} from "kaikei";
import { failure, sandboxFor } from "./support.mjs";

/** A user who has logged in. */
async function loggedIn(t, options, transport = {}) {
  const sandbox = await sandboxFor(t);
  const { publicClientId: clientId, redirectUri } = sandbox.credentials;
  const clock = sandbox.clock();
  const client = sandbox.itoJapan({ clock, ...transport });
  const { authorizeUrl, pending } = client.startLogin({ clientId, redirectUri });
  const user = await client.finishLogin(pending, await sandbox.signIn(authorizeUrl), options);
  return { sandbox, clientId, client, user, pending };
}

for (const [name, transport] of [
  ["built in", {}],
  ["own fetch", { fetch: (url, init) => fetch(url, init) }],
]) {
  test(`a login, and calls of the user, ${name}`, async (t) => {
    const saved = [];
    const tokenStore = { save: (tokens) => void saved.push(tokens.export()) };
    const { user } = await loggedIn(t, { tokenStore }, transport);
    assert.ok(user instanceof ItoJapan);
    assert.equal((await user.me.get()).email, "user1@sandbox.test");
    assert.deepEqual(saved, [user.tokens.export()]);
  });

  test(`tokens are renewed, and stored before they are used, ${name}`, async (t) => {
    const events = [];
    const tokenStore = {
      async save(tokens) {
        await new Promise(setImmediate);
        events.push(tokens.export());
      },
    };
    const { sandbox, user } = await loggedIn(t, { tokenStore }, transport);
    const before = user.tokens.accessToken;
    sandbox.advance(4000_000);
    await Promise.all([user.me.balance(), user.me.get(), user.me.cards()]);
    assert.notEqual(user.tokens.accessToken, before);
    assert.deepEqual(events.slice(1), [user.tokens.export()]);
  });
}

test("a pending login survives a restart, and is used once", async (t) => {
  const sandbox = await sandboxFor(t);
  const { publicClientId: clientId, redirectUri } = sandbox.credentials;
  const client = sandbox.itoJapan();
  const { authorizeUrl, pending } = client.startLogin({ clientId, redirectUri });
  const came = await sandbox.signIn(authorizeUrl);
  const restored = PendingLogin.load(pending.export());
  const forged = await failure(
    client.finishLogin(restored, `${redirectUri}?code=x&state=y`),
    OauthError,
  );
  assert.equal(forged.code, "state_mismatch");
  await client.finishLogin(restored, came);
  assert.equal((await failure(client.finishLogin(restored, came), OauthError)).code, "login_used");
});

test("who denies", async (t) => {
  const sandbox = await sandboxFor(t);
  const { publicClientId: clientId, redirectUri } = sandbox.credentials;
  const client = sandbox.itoJapan();
  const { authorizeUrl, pending } = client.startLogin({
    clientId,
    redirectUri,
    scopes: ["profile"],
  });
  const came = await sandbox.signIn(authorizeUrl, { allow: false });
  assert.equal(
    (await failure(client.finishLogin(pending, came), OauthError)).code,
    "access_denied",
  );
});

test("a session from kept tokens", async (t) => {
  const { client, clientId, user } = await loggedIn(t);
  const tokens = Tokens.load(user.tokens.export());
  const again = client.withSession(tokens, { clientId });
  assert.equal((await again.me.get()).email, "user1@sandbox.test");
  assert.equal(client.tokens, undefined);
  assert.equal(tokens.accessToken, user.tokens.accessToken);
  assert.equal(tokens.refreshToken, user.tokens.refreshToken);
  assert.ok(tokens.expiresAt instanceof Date);
});

test("a session without a refresh token ends", async (t) => {
  const { sandbox, client, clientId, user } = await loggedIn(t);
  const { refresh_token: _, ...rest } = JSON.parse(user.tokens.export());
  const short = client.withSession(Tokens.load(JSON.stringify(rest)), { clientId });
  sandbox.advance(4000_000);
  assert.equal((await failure(short.me.get(), AuthenticationError)).code, "session_ended");
});

test("a store that fails, fails the call, and is offered the tokens again", async (t) => {
  let failing = true;
  const offered = [];
  const tokenStore = {
    save(tokens) {
      offered.push(tokens.accessToken);
      // Database drivers quote the values of the statement.
      if (failing) throw new RangeError(`cannot store ${tokens.accessToken}`);
    },
  };
  const { user } = await loggedIn(t, { tokenStore });
  const error = await failure(user.me.get(), KaikeiError);
  assert.match(error.message, /it raised RangeError$/);
  assert.ok(!error.message.includes(offered[0]));
  failing = false;
  await user.me.get();
  assert.equal(new Set(offered).size, 1);
  assert.equal(offered.length, 3);
});

test("arguments are checked", async (t) => {
  const { client, clientId, user } = await loggedIn(t);
  const tokens = user.tokens;
  for (const [work, field] of [
    [() => client.startLogin({ clientId: "", redirectUri: "http://127.0.0.1/cb" }), "clientId"],
    [() => client.startLogin({ clientId, redirectUri: 1 }), "redirectUri"],
    [() => client.startLogin({ clientId, redirectUri: "http://shop.example/cb" }), "redirectUri"],
    [() => client.finishLogin({}, "x"), "pending"],
    [() => client.withSession("x", { clientId }), "tokens"],
    [() => client.withSession(tokens, { clientId, tokenStore: {} }), "tokenStore"],
    [() => Tokens.load("{}"), "tokens"],
    [() => PendingLogin.load("{}"), "pendingLogin"],
  ]) {
    assert.equal((await failure(work, InvalidRequestError)).field, field);
  }
});
