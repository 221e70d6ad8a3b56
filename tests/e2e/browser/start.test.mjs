/** The sandbox's start page, in a real browser. */

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { browse } from '../support/browser.mjs'
import { assertAccessible, picture } from '../support/page.mjs'
import { stage } from '../support/stage.mjs'

const on = stage()

test('the start page lists what there is', async () => {
  await browse(on.browser, 'en-US', async (page) => {
    await page.goto(on.sandbox.keys.ito_base_url)
    await assertAccessible(page, { lang: 'en', title: 'Kaikei sandbox' })
    assert.match(await page.getByRole('main').innerText(), /user1@sandbox\.test/)
    await picture(page, 'start')
  })
})
