/** The Node package against the OAuth server: a user's login, refresh with rotation, and client credentials. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { ItoJapan, OauthError } from 'kaikei'

import { startOauthServer } from './start.mjs'
import { walk } from './walk.mjs'

const REDIRECT_URI = 'http://127.0.0.1:1/callback'

/** @type {Awaited<ReturnType<typeof startOauthServer>>} */
let server

before(async () => {
  server = await startOauthServer()
})

after(() => server?.stop())

/** Ends an access token before its time. @param {string} token */
async function revoke(token) {
  const body = JSON.stringify({ access_token: token })
  const answer = await fetch(server.revoke_url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  assert.equal(answer.status, 200)
}

for (const [driver, settings] of Object.entries({ native: {}, fetch: { fetch: globalThis.fetch } })) {
  const client = () => new ItoJapan({ baseUrl: server.ito_base_url, ...settings })
  const begin = (/** @type {ItoJapan} */ app) =>
    app.startLogin({ clientId: server.public_client_id, redirectUri: REDIRECT_URI })

  test(`${driver}: a user signs in, and the session renews itself`, async () => {
    const app = client()
    const { authorizeUrl, pending } = begin(app)
    /** @type {string[]} */
    const saved = []
    const tokenStore = { save: (/** @type {{ export(): string }} */ tokens) => void saved.push(tokens.export()) }
    const user = await app.finishLogin(pending, await walk(authorizeUrl), { tokenStore })
    assert.equal((await user.me.get()).email, 'user1@sandbox.test')

    const first = user.tokens
    assert.ok(first)
    await revoke(first.accessToken)
    const [one, two] = await Promise.all([user.me.get(), user.me.get()])
    assert.equal(one.email, two.email)
    assert.notEqual(user.tokens?.refreshToken, first.refreshToken, 'the refresh token was rotated')
    assert.equal(saved.length, 2, 'once after the login and once after the refresh')

    // A refresh token used twice ends the whole sign-in: a login from the store works only if the newest was kept.
    const { Tokens } = await import('kaikei')
    const later = client().withSession(Tokens.load(String(saved.at(-1))), { clientId: server.public_client_id })
    assert.equal((await later.me.get()).email, 'user1@sandbox.test')
  })

  test(`${driver}: a user who denies`, async () => {
    const app = client()
    const { authorizeUrl, pending } = begin(app)
    const back = await walk(authorizeUrl, { deny: true })
    await assert.rejects(
      async () => app.finishLogin(pending, back),
      (error) => error instanceof OauthError && error.code === 'access_denied',
    )
  })

  test(`${driver}: a merchant reads a balance with client credentials`, async () => {
    const merchant = new ItoJapan({
      baseUrl: server.ito_base_url,
      merchantClientId: server.merchant_client_id,
      merchantClientSecret: server.merchant_client_secret,
      ...settings,
    })
    const { balance, currency } = await merchant.users.balance({ user: server.user_id })
    assert.deepEqual({ balance, currency }, server.user_balance)
  })
}
