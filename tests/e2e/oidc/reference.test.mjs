/**
 * The OAuth server itself, with a client written out by hand: what Kaikei's clients are tested against behaves as
 * the standards say.
 */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { authorizeUrl, pkce } from '../support/pkce.mjs'
import { startOauthServer } from './start.mjs'
import { walk } from './walk.mjs'

// Nobody listens there: `walk` does not open it.
const REDIRECT_URI = 'http://127.0.0.1:1/callback'
const STATE = 'its-own-state'

/** @type {Awaited<ReturnType<typeof startOauthServer>>} */
let server

before(async () => {
  server = await startOauthServer()
})

after(() => server?.stop())

/** Where the app sends its user, and the code verifier that belongs to it. */
function begin(redirect_uri = REDIRECT_URI) {
  const { verifier, challenge } = pkce()
  const login = { client_id: server.public_client_id, redirect_uri, state: STATE, challenge }
  return { url: authorizeUrl(server.ito_base_url, login), verifier }
}

/** Signs a user in up to the redirect. */
async function authorize() {
  const { url, verifier } = begin()
  const back = new URL(await walk(url))
  assert.equal(back.origin + back.pathname, REDIRECT_URI)
  const { code, state } = Object.fromEntries(back.searchParams)
  return { code, state, verifier }
}

/** @param {Record<string, string>} grant */
async function token(grant) {
  const answer = await fetch(`${server.ito_base_url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(grant),
  })
  return { status: answer.status, body: await answer.json() }
}

/** @param {string} code @param {string} code_verifier */
function exchange(code, code_verifier) {
  const client_id = server.public_client_id
  return token({ grant_type: 'authorization_code', client_id, redirect_uri: REDIRECT_URI, code, code_verifier })
}

/** @param {string} refresh_token */
function refresh(refresh_token) {
  return token({ grant_type: 'refresh_token', client_id: server.public_client_id, refresh_token })
}

/** A whole login. */
async function signIn() {
  const { code, verifier } = await authorize()
  const { status, body } = await exchange(code, verifier)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** @param {string} [client_secret] */
function merchantToken(client_secret = server.merchant_client_secret) {
  return token({ grant_type: 'client_credentials', client_id: server.merchant_client_id, client_secret, scope: '' })
}

/** @param {string} path @param {string} [accessToken] */
async function api(path, accessToken) {
  const headers = new Headers()
  if (accessToken) headers.set('authorization', `Bearer ${accessToken}`)
  const answer = await fetch(`${server.ito_base_url}/api/oauth${path}`, { headers })
  return { status: answer.status, body: await answer.json() }
}

/** @param {string} [accessToken] */
const balance = (accessToken) => api(`/merchant/users/${server.user_id}/balance`, accessToken)

/**
 * @param {{ status: number, body: { error?: string } }} answer
 * @param {number} wanted
 * @param {string} error
 */
function assertRefused({ status, body }, wanted, error) {
  assert.deepEqual([status, body.error], [wanted, error], JSON.stringify(body))
}

test('a login gives tokens for the user who signed in', async () => {
  const { state, code, verifier } = await authorize()
  assert.equal(state, STATE)
  const { body } = await exchange(code, verifier)
  assert.equal(body.token_type, 'Bearer')
  assert.equal(body.expires_in, server.access_token_seconds)

  const me = await api('/user/me', body.access_token)
  assert.equal(me.status, 200)
  assert.equal(me.body.data.email, 'user1@sandbox.test')
})

test('a user who cancels is sent back with access_denied', async () => {
  const back = new URL(await walk(begin().url, { deny: true }))
  assert.equal(back.searchParams.get('error'), 'access_denied')
  assert.equal(back.searchParams.get('state'), STATE)
  assert.equal(back.searchParams.get('code'), null)
})

test('a code needs its own verifier, and works once', async () => {
  const stolen = await authorize()
  assertRefused(await exchange(stolen.code, pkce().verifier), 400, 'invalid_grant')

  const { code, verifier } = await authorize()
  assert.equal((await exchange(code, verifier)).status, 200)
  assertRefused(await exchange(code, verifier), 400, 'invalid_grant')
})

test('a login without an S256 challenge is refused', async () => {
  const url = new URL(begin().url)
  url.searchParams.set('code_challenge_method', 'plain')
  assert.equal(new URL(await walk(url.href)).searchParams.get('error'), 'invalid_request')
  url.searchParams.delete('code_challenge')
  url.searchParams.delete('code_challenge_method')
  assert.equal(new URL(await walk(url.href)).searchParams.get('error'), 'invalid_request')
})

test('only the registered path is led back to', async () => {
  await assert.rejects(walk(begin('http://127.0.0.1:1/elsewhere').url), /HTTP 400/)
})

test('a refresh token is used up by its use', async () => {
  const first = await signIn()
  const second = (await refresh(first.refresh_token)).body
  assert.notEqual(second.refresh_token, first.refresh_token)
  assert.equal((await api('/user/me', second.access_token)).status, 200)
  const third = (await refresh(second.refresh_token)).body
  assert.equal((await api('/user/me', third.access_token)).status, 200, 'the rotated one works')

  assertRefused(await refresh(first.refresh_token), 400, 'invalid_grant')
  // Using an old one looks like theft: whatever came from the same sign-in ends.
  assertRefused(await refresh(third.refresh_token), 400, 'invalid_grant')
  assert.equal((await api('/user/me', third.access_token)).status, 401)
})

test('client credentials give a token for the merchant', async () => {
  assertRefused(await merchantToken('wrong'), 401, 'invalid_client')
  const { status, body } = await merchantToken()
  assert.equal(status, 200)
  assert.equal(body.refresh_token, undefined)
  assert.deepEqual(await balance(body.access_token), { status: 200, body: { data: server.user_balance } })
  assert.equal((await api('/merchant/users/nobody/balance', body.access_token)).status, 404)
})

test('the API wants the right kind of token', async () => {
  const user = await signIn()
  const { body: credentials } = await merchantToken()
  for (const answer of [
    await api('/user/me'),
    await api('/user/me', 'made-up'),
    await api('/user/me', credentials.access_token),
    await balance(),
    await balance(user.access_token),
  ]) {
    assert.deepEqual(answer, { status: 401, body: { message: 'Unauthenticated.' } })
  }
})

test('a test can end an access token early; the refresh token gives another', async () => {
  const user = await signIn()
  const { body: credentials } = await merchantToken()
  for (const { access_token } of [user, credentials]) {
    const revoke = () => fetch(server.revoke_url, { method: 'POST', body: JSON.stringify({ access_token }) })
    assert.equal((await revoke()).status, 200)
    assert.equal((await revoke()).status, 404, 'it is gone')
  }
  assert.equal((await api('/user/me', user.access_token)).status, 401)
  assert.equal((await balance(credentials.access_token)).status, 401)

  const renewed = (await refresh(user.refresh_token)).body
  assert.equal((await api('/user/me', renewed.access_token)).status, 200)
})
