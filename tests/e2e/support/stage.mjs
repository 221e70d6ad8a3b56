/** What every test in a browser needs: a sandbox, a shop and the browser, once for a test file. */

import { after, before } from 'node:test'

import { startBrowser } from './browser.mjs'
import { startSandbox } from './sandbox.mjs'
import { startShop } from './shop.mjs'

/**
 * @typedef {object} Stage
 * @property {import('./sandbox.mjs').Sandbox} sandbox
 * @property {import('./shop.mjs').Shop} shop
 * @property {import('playwright-core').Browser} browser
 */

/**
 * Sets the stage before the tests of this file, and clears it after them. Its members are there once a test runs.
 *
 * @returns {Stage}
 */
export function stage() {
  const set = /** @type {Stage} */ ({})
  before(async () => {
    set.sandbox = await startSandbox()
    set.shop = await startShop()
    set.browser = await startBrowser()
  })
  after(async () => {
    await set.browser?.close()
    await set.shop?.stop()
    await set.sandbox?.stop()
  })
  return set
}
