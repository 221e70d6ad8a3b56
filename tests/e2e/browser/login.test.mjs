/** A user on the sign-in page, in a real browser. */

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { browse } from '../support/browser.mjs'
import { startKaikei } from '../support/kaikei.mjs'
import { assertAccessible, picture } from '../support/page.mjs'
import { authorizeUrl, pkce } from '../support/pkce.mjs'
import { stage } from '../support/stage.mjs'

const TITLE = { lang: 'en', title: 'Sign in and allow access' }

const on = stage()

/** A login of the app, as its developer would begin one. */
function login() {
  const { verifier, challenge } = pkce()
  const redirect_uri = `${on.shop.url}/callback`
  const client_id = on.sandbox.keys.public_client_id
  const url = authorizeUrl(on.sandbox.keys.ito_base_url, { client_id, redirect_uri, state: 'its-own-state', challenge })
  return { url, verifier, redirect_uri, client_id }
}

/**
 * Waits for the way back to the app, and returns its parameters.
 *
 * @param {import('playwright-core').Page} page
 */
async function cameBack(page) {
  await page.waitForURL(`${on.shop.url}/callback?*`)
  assert.equal(await page.getByRole('heading').innerText(), 'Back in the app')
  return Object.fromEntries(new URL(page.url()).searchParams)
}

test('a user signs in and allows: the app gets a code that works', async () => {
  const { url, verifier, redirect_uri, client_id } = login()

  const back = await browse(on.browser, 'en-US', async (page) => {
    await page.goto(url)
    await assertAccessible(page, TITLE)
    assert.match(await page.getByRole('main').innerText(), /Sandbox Shop 1 App asks for access to your account/)
    await picture(page, 'login')

    await page.getByLabel('E-mail address').fill(on.sandbox.keys.user_email)
    await page.getByLabel('Password').fill(on.sandbox.keys.user_password)
    await page.getByRole('button', { name: 'Sign in and allow' }).click()
    return cameBack(page)
  })

  const { code, ...rest } = back
  assert.deepEqual(rest, { state: 'its-own-state' })
  const grant = { grant_type: 'authorization_code', client_id, redirect_uri, code, code_verifier: verifier }
  const answer = await fetch(`${on.sandbox.keys.ito_base_url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(grant),
  })
  assert.equal(answer.status, 200)
  const { access_token } = await answer.json()
  const me = await fetch(`${on.sandbox.keys.ito_base_url}/api/oauth/user/me`, {
    headers: { authorization: `Bearer ${access_token}` },
  })
  assert.equal((await me.json()).data.email, on.sandbox.keys.user_email)
})

test('a user denies: the app is told so', async () => {
  const back = await browse(on.browser, 'en-US', async (page) => {
    await page.goto(login().url)
    await page.getByRole('button', { name: 'Deny' }).click()
    return cameBack(page)
  })
  assert.deepEqual(back, { error: 'access_denied', state: 'its-own-state' })
})

test('a wrong password shows an error and leads nowhere; the next try may be right', async () => {
  await browse(on.browser, 'en-US', async (page) => {
    await page.goto(login().url)
    await page.getByLabel('E-mail address').fill(on.sandbox.keys.user_email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in and allow' }).click()

    const alert = page.getByRole('alert')
    assert.equal(await alert.innerText(), 'The e-mail address or the password is wrong.')
    assert.equal(new URL(page.url()).origin, on.sandbox.keys.ito_base_url)
    await assertAccessible(page, { lang: 'en', title: 'Sign-in failed: try again' })
    assert.equal(await page.getByLabel('Password').getAttribute('aria-invalid'), 'true')
    assert.equal(await page.getByLabel('E-mail address').inputValue(), on.sandbox.keys.user_email)
    assert.equal(await page.getByLabel('Password').inputValue(), '')
    await picture(page, 'login-wrong-password')

    await page.getByLabel('Password').fill(on.sandbox.keys.user_password)
    await page.keyboard.press('Enter')
    assert.ok((await cameBack(page)).code, 'Enter is the first button: sign in')
  })
})

test('a Japanese user reads Japanese, also after a wrong password', async () => {
  await browse(on.browser, 'ja-JP', async (page) => {
    await page.goto(login().url)
    await assertAccessible(page, { lang: 'ja', title: 'ログインしてアクセスを許可' })
    await picture(page, 'login-ja')
    await page.getByLabel('メールアドレス').fill(on.sandbox.keys.user_email)
    await page.getByLabel('パスワード').fill('違うパスワード')
    await page.getByRole('button', { name: 'ログインして許可する' }).click()
    assert.match(await page.getByRole('alert').innerText(), /正しくありません/)
    await assertAccessible(page, { lang: 'ja', title: 'ログインできませんでした：もう一度お試しください' })
    await page.getByRole('button', { name: '許可しない' }).click()
    assert.equal((await cameBack(page)).error, 'access_denied')
  })
})

test('an address that is not registered is not led to', async () => {
  await browse(on.browser, 'en-US', async (page) => {
    const url = new URL(login().url)
    url.searchParams.set('redirect_uri', `${on.shop.url}/thanks`)
    const answer = await page.goto(url.href)
    assert.equal(answer?.status(), 400)
    await assertAccessible(page, { lang: 'en', title: 'This sign-in request is not valid' })
    assert.match(await page.getByRole('alert').innerText(), /not registered for this app/)
  })
})

test('`kaikei login` takes a user through the browser', async () => {
  const { ito_base_url, public_client_id, user_email, user_password } = on.sandbox.keys
  const cli = startKaikei(['--json', 'login', '--base-url', ito_base_url, '--client-id', public_client_id])
  try {
    const { authorize_url, redirect_uri } = await cli.next()
    await browse(on.browser, 'en-US', async (page) => {
      await page.goto(authorize_url)
      await page.getByLabel('E-mail address').fill(user_email)
      await page.getByLabel('Password').fill(user_password)
      await page.getByRole('button', { name: 'Sign in and allow' }).click()
      await page.waitForURL(`${redirect_uri}?*`)
      assert.match(await page.locator('body').innerText(), /You can close this page\./)
    })
    assert.equal((await cli.next()).email, user_email)
    assert.equal(await cli.ended(), 0)
  } finally {
    await cli.stop()
  }
})
