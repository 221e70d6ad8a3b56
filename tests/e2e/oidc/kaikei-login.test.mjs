/** `kaikei login`, which is Kaikei's Rust client, against the real OAuth server. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'

import { startKaikei } from '../support/kaikei.mjs'
import { startOauthServer } from './start.mjs'
import { walk } from './walk.mjs'

/** @type {Awaited<ReturnType<typeof startOauthServer>>} */
let server
/** @type {string} */
let directory

before(async () => {
  server = await startOauthServer()
  directory = await mkdtemp(path.join(tmpdir(), 'kaikei-login-'))
})

after(async () => {
  await server?.stop()
  await rm(directory, { recursive: true, force: true })
})

/**
 * Runs `kaikei login` while a user walks through the pages, and returns its last line and its exit code.
 *
 * @param {Parameters<typeof walk>[1]} user
 * @param {string[]} [options]
 */
async function login(user, options = []) {
  const { ito_base_url, public_client_id } = server
  const cli = startKaikei(['--json', 'login', '--base-url', ito_base_url, '--client-id', public_client_id, ...options])
  try {
    const { authorize_url, redirect_uri } = await cli.next()
    const back = await walk(authorize_url, user)
    assert.ok(back.startsWith(`${redirect_uri}?`), back)
    assert.ok((await fetch(back)).ok)
    return { last: await cli.next(), code: await cli.ended() }
  } finally {
    await cli.stop()
  }
}

test('a user logs in; the tokens are kept where only their owner can read them', async () => {
  const file = path.join(directory, 'tokens.json')
  const { last, code } = await login({ login: 'hanako@example.com' }, ['--token-file', file])
  assert.equal(code, 0)
  assert.equal(last.email, 'hanako@example.com')
  assert.equal(last.id, server.user_id)

  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const tokens = JSON.parse(await readFile(file, 'utf8'))
  assert.equal(tokens.scope, 'account')
  const me = await fetch(`${server.ito_base_url}/api/oauth/user/me`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })
  assert.equal((await me.json()).data.email, 'hanako@example.com')
  assert.ok(tokens.refresh_token)
})

test('a user who cancels makes it fail with access_denied', async () => {
  const { last, code } = await login({ deny: true })
  assert.equal(code, 1)
  assert.equal(last.kind, 'oauth')
  assert.equal(last.code, 'access_denied')
})
