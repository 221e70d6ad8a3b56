// Secrets are not shown by whatever prints an object.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { ItoJapan, PendingLogin, Tokens, UnivaPay, webhooks } from "kaikei";
import { sandboxFor } from "./support.mjs";

const SECRET = "s3cr3t-that-must-not-show";

const tokens = () => Tokens.load(JSON.stringify({ access_token: SECRET, refresh_token: SECRET }));

for (const [name, make] of [
  ["a client", () => new ItoJapan({ accessKey: SECRET, secretKey: SECRET })],
  ["a resource", () => new ItoJapan({ accessKey: SECRET, secretKey: SECRET }).payments],
  ["a client of UnivaPay", () => new UnivaPay({ jwt: `a.${SECRET}.c`, secret: SECRET })],
  ["a user's client", () => new ItoJapan().withSession(tokens(), { clientId: "c" })],
  ["tokens", tokens],
  ["a verifier", () => new webhooks.Verifier({ old: SECRET, new: SECRET })],
]) {
  test(name, () => {
    const object = make();
    const shown = [
      inspect(object, { depth: 9, showHidden: true }),
      JSON.stringify(object),
      `${object}`,
      JSON.stringify(Object.entries({ ...object })),
    ].join();
    assert.ok(!shown.includes(SECRET), shown);
  });
}

test("a pending login", () => {
  const { pending } = new ItoJapan().startLogin({
    clientId: "c",
    redirectUri: "http://127.0.0.1/cb",
  });
  const { state, code_verifier: verifier } = JSON.parse(pending.export());
  const shown = inspect(pending, { showHidden: true }) + JSON.stringify(pending);
  assert.ok(state && verifier && !shown.includes(state) && !shown.includes(verifier), shown);
  assert.equal(PendingLogin.load(pending.export()).export(), pending.export());
});

test("a revealed card is there, and not printed", async (t) => {
  const sandbox = await sandboxFor(t);
  const { credentials } = sandbox;
  const client = sandbox.itoJapan();
  const login = client.startLogin({
    clientId: credentials.publicClientId,
    redirectUri: credentials.redirectUri,
  });
  const user = await client.finishLogin(login.pending, await sandbox.signIn(login.authorizeUrl));
  await user.me.issueCard();
  const card = await user.me.revealCard();
  assert.match(card.cardNumber, /^\d{16}$/);
  const shown = inspect({ card }, { depth: 9 });
  assert.ok(!shown.includes(card.cardNumber) && shown.includes("[secret]"), shown);
  assert.match(shown, /cvv: '\[secret\]'/);
});
