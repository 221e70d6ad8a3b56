/**
 * A real OAuth server with a little of the gateway's API, for tests of clients: see ../README.md.
 *
 *     node oidc/server.mjs
 *
 * Prints one line of JSON, and serves on a free port of this machine until it is ended by a signal.
 */

import { once } from 'node:events'
import http from 'node:http'

import { BALANCE, USER_ID, answer } from './gateway.mjs'

// Standard output is for one line of JSON; oidc-provider would write its notices about development settings there.
console.info = console.warn
const { APP, MERCHANT, MERCHANT_SECRET, REDIRECT_URI, createProvider } = await import('./provider.mjs')

const accessTokenSeconds = Number(process.env.ACCESS_TOKEN_SECONDS ?? 300)
if (!Number.isInteger(accessTokenSeconds) || accessTokenSeconds < 1) {
  throw new Error('ACCESS_TOKEN_SECONDS must be a whole number of seconds')
}

const server = http.createServer()
await once(server.listen(0, '127.0.0.1'), 'listening')
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
const baseUrl = `http://127.0.0.1:${port}`
const provider = createProvider(baseUrl, accessTokenSeconds)
const oauth = provider.callback()

server.on('request', async (request, response) => {
  try {
    if (!(await answer(provider, request, response))) await oauth(request, response)
  } catch (error) {
    console.error(error)
    response.writeHead(500).end()
  }
})

console.log(
  JSON.stringify({
    ito_base_url: baseUrl,
    public_client_id: APP,
    redirect_uri: REDIRECT_URI,
    merchant_client_id: MERCHANT,
    merchant_client_secret: MERCHANT_SECRET,
    user_id: USER_ID,
    user_balance: BALANCE,
    access_token_seconds: accessTokenSeconds,
    revoke_url: `${baseUrl}/_test/revoke`,
  }),
)
