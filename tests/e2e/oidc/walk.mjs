/**
 * The user of `server.mjs`, without a browser: signs in and consents, or cancels.
 *
 *     node oidc/walk.mjs AUTHORIZE_URL [--login NAME] [--deny]
 *
 * Prints the URL that the user is sent back to. It is not opened: that is the test's part.
 */

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { Cookies } from './cookies.mjs'

/** A login takes two pages and a few redirects: whatever needs more goes round in circles. */
const MOST_STEPS = 12

/**
 * Walks from the authorization request to the redirect back.
 *
 * @param {string} authorizeUrl
 * @param {{ login?: string, deny?: boolean }} [user] Who signs in; whether they cancel instead.
 * @returns {Promise<string>} The redirect, which carries `code` or `error`.
 */
export async function walk(authorizeUrl, { login = 'user1@sandbox.test', deny = false } = {}) {
  const { origin } = new URL(authorizeUrl)
  const cookies = new Cookies()
  /** @type {{ url: string, form?: URLSearchParams }} */
  let step = { url: authorizeUrl }

  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const { url, form } = step
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form,
      redirect: 'manual',
      headers: { cookie: cookies.header(url) },
    })
    cookies.take(answer)
    const page = await answer.text()
    const location = answer.headers.get('location')
    if (location) {
      const next = new URL(location, url)
      if (next.origin !== origin) return next.href
      step = { url: next.href }
    } else if (answer.status === 200 && deny) {
      step = { url: found(page, /href="([^"]+\/abort)"/) }
    } else if (answer.status === 200) {
      const prompt = found(page, /name="prompt" value="(\w+)"/)
      // The page for consent has a button only, and does not mind the rest.
      const fields = { prompt, login, password: 'any' }
      step = { url: found(page, /<form[^>]* action="([^"]+)"/), form: new URLSearchParams(fields) }
    } else {
      throw new Error(`HTTP ${answer.status} instead of a page to sign in on:\n${page}`)
    }
  }
  throw new Error(`no redirect to the app within ${MOST_STEPS} steps`)
}

/** @param {string} page @param {RegExp} pattern */
function found(page, pattern) {
  const match = pattern.exec(page)
  if (!match) throw new Error(`${pattern} is not in this page:\n${page}`)
  return match[1]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { login: { type: 'string' }, deny: { type: 'boolean' } },
  })
  console.log(await walk(positionals[0], values))
}
