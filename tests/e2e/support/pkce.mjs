/** PKCE and the authorization request, written out without any of Kaikei's code. */

import { createHash, randomBytes } from 'node:crypto'

/** A new code verifier and its S256 challenge (RFC 7636). */
export function pkce() {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/**
 * Where an app sends its user to sign in.
 *
 * @param {string} baseUrl
 * @param {{ client_id: string, redirect_uri: string, state: string, challenge: string }} login
 */
export function authorizeUrl(baseUrl, { client_id, redirect_uri, state, challenge }) {
  const url = new URL(`${baseUrl}/oauth/authorize`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri,
    scope: '',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString()
  return url.href
}
