/** A buyer on the checkout page, in a real browser. */

import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'

import { browse } from '../support/browser.mjs'
import { assertAccessible, picture } from '../support/page.mjs'
import { stage } from '../support/stage.mjs'

const on = stage()

/** @param {string} custom */
const order = (custom) => ({
  custom,
  currency_code: 'USD',
  amount: '280.00',
  details: 'Digital Product',
  web_hook: `${on.shop.url}/web_hook`,
  cancel_url: `${on.shop.url}/cancel`,
  success_url: `${on.shop.url}/thanks`,
  customer_email: on.sandbox.keys.user_email,
})

test('a buyer pays, comes back, and the signed webhook arrives', async () => {
  const { url, payment_id } = await on.sandbox.checkout(order('ORDER-2026-0001'))

  await browse(on.browser, 'en-US', async (page) => {
    await page.goto(url)
    await assertAccessible(page, { lang: 'en', title: 'Confirm your payment' })
    const shown = await page.getByRole('main').innerText()
    const { user_email } = on.sandbox.keys
    for (const text of ['280.00 USD', 'Sandbox Shop 1', 'Digital Product', 'ORDER-2026-0001', user_email]) {
      assert.ok(shown.includes(text), `${text} is missing in:\n${shown}`)
    }
    await picture(page, 'checkout')

    await page.getByRole('button', { name: 'Pay now' }).click()
    await page.waitForURL(`${on.shop.url}/thanks`)
    assert.equal(await page.getByRole('heading').innerText(), 'Thank you for your order')

    await page.goto(url)
    await assertAccessible(page, { lang: 'en', title: 'This payment is already complete' })
    assert.match(await page.getByRole('main').innerText(), /It was charged once; nothing further will be charged\./)
    assert.equal(await page.getByRole('button').count(), 0, 'nothing is left to press')
    await picture(page, 'paid')
    await page.getByRole('link', { name: 'Return to the shop' }).click()
    await page.waitForURL(`${on.shop.url}/thanks`)
  })

  await on.shop.received(1)
  const [webhook] = on.shop.webhooks.splice(0)
  assertSigned(webhook)
  const event = JSON.parse(webhook.body)
  assert.equal(event.status, 'ok')
  assert.equal(event.custom, 'ORDER-2026-0001')
  assert.equal(event.payment_id, payment_id)
  assert.equal(event.amount, 280)
  assert.equal(event.currency, 'USD')
})

test('a buyer cancels, comes back, and no webhook says ok', async () => {
  const { url } = await on.sandbox.checkout(order('ORDER-2026-0002'))

  await browse(on.browser, 'en-US', async (page) => {
    await page.goto(url)
    await page.getByRole('button', { name: 'Cancel and return to the shop' }).click()
    await page.waitForURL(`${on.shop.url}/cancel`)
    assert.equal(await page.getByRole('heading').innerText(), 'Your order was cancelled')

    await page.goto(url)
    await assertAccessible(page, { lang: 'en', title: 'This payment was cancelled' })
    assert.match(await page.getByRole('main').innerText(), /Nothing has been charged\./)
    await picture(page, 'cancelled')

    // A merchant's webhooks go out one at a time and in order: one for the cancelled order would come first.
    const next = await on.sandbox.checkout(order('ORDER-2026-0003'))
    await page.goto(next.url)
    await page.getByRole('button', { name: 'Pay now' }).click()
    await page.waitForURL(`${on.shop.url}/thanks`)
  })

  await on.shop.received(1)
  const customs = on.shop.webhooks.splice(0).map((webhook) => JSON.parse(webhook.body).custom)
  assert.deepEqual(customs, ['ORDER-2026-0003'])
  assert.ok(!JSON.stringify(await on.sandbox.control('/deliveries')).includes('ORDER-2026-0002'))
})

test('going back and paying twice charges once', async () => {
  const { url } = await on.sandbox.checkout(order('ORDER-2026-0004'))

  await browse(on.browser, 'en-US', async (page) => {
    await page.goto(url)
    const twin = await page.context().newPage()
    await twin.goto(url)
    await page.getByRole('button', { name: 'Pay now' }).click()
    await page.waitForURL(`${on.shop.url}/thanks`)
    await twin.getByRole('button', { name: 'Pay now' }).click()
    await assertAccessible(twin, { lang: 'en', title: 'This payment is already complete' })
  })

  await on.shop.received(1)
  const deliveries = JSON.stringify(await on.sandbox.control('/deliveries'))
  assert.equal(deliveries.split('ORDER-2026-0004').length - 1, 1, deliveries)
  on.shop.webhooks.splice(0)
})

test('a Japanese buyer reads Japanese, and can switch', async () => {
  const bought = { ...order('ORDER-2026-0005'), currency_code: 'JPY', amount: '1980', details: '電子書籍' }
  const { url } = await on.sandbox.checkout(bought)

  await browse(on.browser, 'ja-JP', async (page) => {
    await page.goto(url)
    await assertAccessible(page, { lang: 'ja', title: 'お支払い内容の確認' })
    assert.match(await page.getByRole('main').innerText(), /1980 JPY[^]*電子書籍/)
    await picture(page, 'checkout-ja')

    await page.getByRole('link', { name: 'English' }).click()
    await assertAccessible(page, { lang: 'en', title: 'Confirm your payment' })
    await page.getByRole('link', { name: '日本語' }).click()
    await page.getByRole('button', { name: 'キャンセルしてショップに戻る' }).click()
    await page.waitForURL(`${on.shop.url}/cancel`)
  })
})

test('a link to no payment says so', async () => {
  await browse(on.browser, 'en-US', async (page) => {
    const answer = await page.goto(`${on.sandbox.keys.ito_base_url}/process-checkout?payment_id=nothing`)
    assert.equal(answer?.status(), 404)
    await assertAccessible(page, { lang: 'en', title: 'Payment not found' })
  })
})

/**
 * The signature of a webhook, computed here without any of Kaikei's code.
 *
 * @param {import('../support/shop.mjs').Webhook} webhook
 */
function assertSigned({ headers, body }) {
  const signature = /^sha256=([0-9a-f]{64})$/.exec(String(headers['x-signature']))
  assert.ok(signature, `not a signature: ${headers['x-signature']}`)
  const expected = createHmac('sha256', on.sandbox.keys.webhook_secret).update(`${headers['x-timestamp']}.${body}`)
  assert.ok(timingSafeEqual(Buffer.from(signature[1], 'hex'), expected.digest()))
}
