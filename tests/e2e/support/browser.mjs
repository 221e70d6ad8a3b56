/** A real browser without a window. */

import assert from 'node:assert/strict'

import { chromium } from 'playwright-core'

/** @typedef {import('playwright-core').Page} Page */

/**
 * Starts Chromium.
 */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

/**
 * Lets a person with this language use the browser: fresh, and without script, since the pages promise to need none.
 * Fails if a page asks for anything beyond this machine, or if the browser complains about a page.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} locale
 * @template T
 * @param {(page: Page) => Promise<T>} visit
 * @returns {Promise<T>} What `visit` returned.
 */
export async function browse(browser, locale, visit) {
  const context = await browser.newContext({
    locale,
    viewport: { width: 800, height: 600 },
    colorScheme: 'light',
    javaScriptEnabled: false,
  })
  try {
    const page = await context.newPage()
    /** @type {string[]} */
    const faults = []
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') faults.push(`asks for ${request.url()}`)
    })
    page.on('console', (message) => {
      // Some of our pages are answered with an error status on purpose, and the browser notes each.
      if (!message.text().startsWith('Failed to load resource')) faults.push(`complains: ${message.text()}`)
    })
    const outcome = await visit(page)
    assert.deepEqual(faults, [])
    return outcome
  } finally {
    await context.close()
  }
}
