/** What holds for every page of the sandbox, and pictures of them. */

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'

import { REPOSITORY } from './kaikei.mjs'

/** @typedef {import('playwright-core').Page} Page */

const PICTURES = path.join(REPOSITORY, 'docs', 'images')

/**
 * Asserts what a screen reader needs: a language, a title that is the only top heading, a name for everything that can
 * be used, and descriptions that exist.
 *
 * @param {Page} page
 * @param {{ lang: string, title: string }} expected
 */
export async function assertAccessible(page, { lang, title }) {
  assert.equal(await page.locator('html').getAttribute('lang'), lang)
  assert.equal(await page.title(), title)
  assert.deepEqual(await page.locator('h1').allInnerTexts(), [title])
  assert.equal(await page.getByRole('main').count(), 1)

  for (const field of await page.locator('input:not([type=hidden])').all()) {
    const id = await field.getAttribute('id')
    const labels = await page.locator(`label[for="${id}"]`).allInnerTexts()
    assert.equal(labels.length, 1, `input ${id} needs one label`)
    assert.notEqual(labels[0].trim(), '')
    for (const description of (await field.getAttribute('aria-describedby'))?.split(' ') ?? []) {
      assert.equal(await page.locator(`[id="${description}"]`).count(), 1, `input ${id}: no #${description}`)
    }
  }
  for (const control of await page.locator('button, a').all()) {
    assert.notEqual((await control.innerText()).trim(), '', 'a button or link without a name')
  }
}

/**
 * Keeps a picture for the documentation. Only if asked to, so that a test run leaves the repository as it is.
 *
 * @param {Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  if (process.env.UPDATE_SCREENSHOTS !== '1') return
  await mkdir(PICTURES, { recursive: true })
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true })
}
