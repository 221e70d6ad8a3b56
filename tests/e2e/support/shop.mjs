/** The merchant's side of a test: pages to come back to, and a receiver of webhooks. */

import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * @typedef {object} Webhook
 * @property {http.IncomingHttpHeaders} headers
 * @property {string} body The raw body.
 *
 * @typedef {object} Shop
 * @property {string} url Its address, without a slash at the end.
 * @property {Webhook[]} webhooks Those that arrived.
 * @property {(count: number) => Promise<void>} received Waits until so many webhooks have arrived.
 * @property {() => Promise<void>} stop
 */

/** Every page that a gateway sends somebody back to, and its heading. */
const PAGES = new Map([
  ['/thanks', 'Thank you for your order'],
  ['/cancel', 'Your order was cancelled'],
  ['/callback', 'Back in the app'],
])

/** @returns {Promise<Shop>} */
export async function startShop() {
  /** @type {Webhook[]} */
  const webhooks = []
  const arrivals = new EventEmitter()
  const server = http.createServer(async (request, response) => {
    if (request.method === 'POST' && request.url === '/web_hook') {
      webhooks.push({ headers: request.headers, body: await text(request) })
      response.end()
      arrivals.emit('webhook')
      return
    }
    const heading = PAGES.get(new URL(request.url ?? '/', 'http://shop').pathname)
    response.writeHead(heading ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="en"><title>Shop</title><h1>${heading ?? 'Not found'}</h1></html>`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())

  return {
    url: `http://127.0.0.1:${port}`,
    webhooks,
    async received(count) {
      while (webhooks.length < count) await once(arrivals, 'webhook')
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
