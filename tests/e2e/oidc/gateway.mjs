/** What a gateway has beside its OAuth server: two endpoints of its API, and a switch for tests. */

import { text } from 'node:stream/consumers'

/** The one user that the merchant's client created. */
export const USER_ID = '1002'
export const BALANCE = { balance: '100.00', currency: 'USD' }

/** @typedef {[status: number, body: object]} Answer */

/** @type {Answer} */
const UNAUTHENTICATED = [401, { message: 'Unauthenticated.' }]

/**
 * Answers a request to the API; `false` if it is none of ours.
 *
 * @param {import('oidc-provider').Provider} provider
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function answer(provider, request, response) {
  const found = await route(provider, request)
  if (!found) return false
  const [status, body] = found
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
  return true
}

/**
 * @param {import('oidc-provider').Provider} provider
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Answer | undefined>}
 */
async function route(provider, request) {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const { pathname } = new URL(request.url ?? '/', 'http://gateway')
  const [, user] = /^\/api\/oauth\/merchant\/users\/([^/]+)\/balance$/.exec(pathname) ?? []

  if (request.method === 'GET' && pathname === '/api/oauth/user/me') {
    const granted = await provider.AccessToken.find(token)
    return granted ? [200, { data: me(granted.accountId) }] : UNAUTHENTICATED
  }
  if (request.method === 'GET' && user) {
    if (!(await provider.ClientCredentials.find(token))) return UNAUTHENTICATED
    return user === USER_ID ? [200, { data: BALANCE }] : [404, { message: 'User not found.' }]
  }
  if (request.method === 'POST' && pathname === '/_test/revoke') {
    const { access_token } = JSON.parse(await text(request))
    return revoke(provider, access_token)
  }
}

/**
 * Any name signs in on the development pages of oidc-provider: whoever it was is the user.
 *
 * @param {string} email
 */
function me(email) {
  return { id: USER_ID, email, name: 'Sandbox User', kyc_status: 'not_started' }
}

/**
 * Ends one access token before its time, so that a test can watch a client renew it without waiting.
 *
 * @param {import('oidc-provider').Provider} provider
 * @param {string} accessToken
 * @returns {Promise<Answer>}
 */
async function revoke(provider, accessToken) {
  const token = (await provider.AccessToken.find(accessToken)) ?? (await provider.ClientCredentials.find(accessToken))
  if (!token) return [404, { message: 'No such access token.' }]
  await token.destroy()
  return [200, {}]
}
