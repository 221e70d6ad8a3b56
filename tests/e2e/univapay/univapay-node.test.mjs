/** The gateway's own client for Node.js, `univapay-node`, against the sandbox. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import UnivaPay from 'univapay-node'

import { startSandbox } from '../support/sandbox.mjs'

let sandbox
let client

before(async () => {
  sandbox = await startSandbox()
  const { univapay_base_url: endpoint, univapay_jwt: jwt, univapay_secret: secret } = sandbox.keys
  client = new UnivaPay({ endpoint, jwt, secret })
})
after(() => sandbox.stop())

const token = (cardNumber = '4000020000000000') =>
  client.transactionTokens.create({
    paymentType: 'card',
    type: 'recurring',
    email: 'taro@example.com',
    data: { cardholder: 'TARO YAMADA', cardNumber, expMonth: '12', expYear: '2030', cvv: '123' },
  })

test('creates a token, charges it, captures, refunds, and reads it back', async () => {
  const { id: transactionTokenId } = await token()
  const order = { transactionTokenId, amount: 1000, currency: 'JPY', capture: false, metadata: { order_id: 'A-1' } }
  const created = await client.charges.create(order)
  assert.equal(created.status, 'pending')
  const authorized = await client.charges.poll(created.storeId, created.id)
  assert.equal(authorized.status, 'authorized')
  await client.captures.create(created.storeId, created.id, { amount: 800, currency: 'JPY' })

  const asked = { amount: 300, currency: 'JPY', reason: 'customer_request' }
  const refund = await client.refunds.create(created.storeId, created.id, asked)
  assert.equal((await client.refunds.poll(created.storeId, created.id, refund.id)).status, 'successful')

  const charge = await client.charges.get(created.storeId, created.id)
  assert.deepEqual([charge.status, charge.chargedAmount, charge.metadata.order_id], ['successful', 800, 'A-1'])
  const { items, totalHits } = await client.charges.list()
  assert.deepEqual([items[0].id, totalHits], [created.id, 1])
})

test('a declined card is no error to it: the application has to look at the status', async () => {
  const { id: transactionTokenId } = await token('4111111111111111')
  const created = await client.charges.create({ transactionTokenId, amount: 500, currency: 'JPY' })
  const failed = await client.charges.poll(created.storeId, created.id)
  assert.deepEqual([failed.status, failed.error.code], ['failed', 306])
})

test('it sends no idempotency key of its own', async () => {
  const requests = await sandbox.control('/journal')
  const posted = requests.filter(({ method }) => method === 'POST')
  assert.ok(posted.length >= 5)
  assert.ok(posted.every(({ headers }) => headers.every(([name]) => name !== 'idempotency-key')))
})
