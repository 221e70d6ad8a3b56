/** The Swift package against the OAuth server, by its runner of the conformance cases: login, rotation, client credentials. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { startOauthServer } from './start.mjs'
import { walk } from './walk.mjs'
import { startRunner } from '../support/runner.mjs'

const REDIRECT_URI = 'http://127.0.0.1:1/callback'
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const TARGET = process.env.CARGO_TARGET_DIR ?? `${ROOT}target`

/** @type {Awaited<ReturnType<typeof startOauthServer>>} */
let server
/** @type {ReturnType<typeof startRunner>} */
let swift

before(async () => {
  server = await startOauthServer()
  swift = startRunner([`${ROOT}swift/toolchain/run`, `${TARGET}/swift/debug/kaikei-conformance`])
})

after(() => {
  swift?.stop()
  return server?.stop()
})

const open = (/** @type {string} */ client, /** @type {object} */ settings = {}) =>
  swift.ask({ do: 'open', client, gateway: 'ito', settings: { base_url: server.ito_base_url, ...settings } })
const me = (/** @type {string} */ client) => swift.ask({ do: 'call', client, operation: 'ito.me.get' })
const begin = () =>
  swift.ask({
    do: 'function',
    name: 'login_start',
    arguments: { client: 'app', client_id: server.public_client_id, redirect_uri: REDIRECT_URI, scopes: [] },
  })
const finish = (/** @type {string} */ pending, /** @type {string} */ redirect_url) =>
  swift.ask({
    do: 'function',
    name: 'login_finish',
    arguments: { client: 'app', pending, redirect_url, as: 'user', token_store: 'memory' },
  })

test('a user signs in, and the session renews itself', async () => {
  await open('app')
  const { authorize_url, pending } = (await begin()).ok
  assert.equal((await finish(pending, await walk(authorize_url))).ok, true)
  assert.equal((await me('user')).ok.email, 'user1@sandbox.test')

  const first = JSON.parse((await swift.ask({ do: 'tokens', client: 'user' })).ok)
  const body = JSON.stringify({ access_token: first.access_token })
  const headers = { 'content-type': 'application/json' }
  assert.equal((await fetch(server.revoke_url, { method: 'POST', body, headers })).status, 200)
  const answers = await Promise.all([me('user'), me('user')])
  assert.deepEqual(answers.map((answer) => answer.ok?.email), ['user1@sandbox.test', 'user1@sandbox.test'])
  const saved = (await swift.ask({ do: 'saved', client: 'user' })).ok
  assert.equal(saved.length, 2, 'once after the login and once after the refresh')
  assert.notEqual(JSON.parse(saved[1]).refresh_token, first.refresh_token, 'the refresh token was rotated')

  // A refresh token used twice ends the whole sign-in: a client from the store works only if the newest was kept.
  await open('later', { session: { client_id: server.public_client_id, tokens: saved[1] } })
  assert.equal((await me('later')).ok.email, 'user1@sandbox.test')
})

test('a user who denies', async () => {
  await open('app')
  const { authorize_url, pending } = (await begin()).ok
  const { error } = await finish(pending, await walk(authorize_url, { deny: true }))
  assert.deepEqual([error.kind, error.code], ['oauth', 'access_denied'])
})

test('a merchant reads a balance with client credentials', async () => {
  const { merchant_client_id, merchant_client_secret, user_id, user_balance } = server
  await open('merchant', { merchant_client_id, merchant_client_secret })
  const call = { do: 'call', client: 'merchant', operation: 'ito.users.balance', parameters: { user: user_id } }
  const { balance, currency } = (await swift.ask(call)).ok
  // Swift's `Decimal` has no zeros at its end.
  assert.deepEqual({ balance: Number(balance), currency }, { ...user_balance, balance: Number(user_balance.balance) })
})
