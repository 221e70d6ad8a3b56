/** A `kaikei sandbox` of a test's own. */

import assert from 'node:assert/strict'

import { kaikei, startKaikei } from './kaikei.mjs'

/**
 * @typedef {object} Sandbox
 * @property {Record<string, string>} keys What the first line of `kaikei sandbox` says: docs/sandbox.md.
 * @property {(path: string, body?: unknown) => Promise<any>} control Calls a route below `/_sandbox`.
 * @property {(order: object) => Promise<{ url: string, payment_id: string }>} checkout Starts a signed checkout.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a sandbox on a free port. Every one has the same seed, so that its pages always look the same.
 *
 * @returns {Promise<Sandbox>}
 */
export async function startSandbox() {
  const program = startKaikei(['sandbox', '--seed', '7'])
  const keys = await program.next()

  /** @type {Sandbox['control']} */
  const control = async (path, body) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${keys.ito_base_url}/_sandbox${path}`, init)
    assert.ok(answer.ok, `${path}: HTTP ${answer.status}`)
    return answer.json()
  }

  /** @type {Sandbox['checkout']} */
  const checkout = async (order) => {
    // The sandbox's clock and no other: requests are refused 300 seconds away from it.
    const timestamp = String((await control('/clock')).unix)
    const signed = await kaikei(['sign', '--secret-key', keys.secret_key, '--timestamp', timestamp], order)
    const answer = await fetch(`${keys.ito_base_url}/payment/process`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${keys.access_key}`,
        'content-type': signed.content_type,
        'x-timestamp': timestamp,
        'x-signature': signed.x_signature,
      },
      body: signed.body,
    })
    const created = await answer.json()
    assert.equal(answer.status, 200, JSON.stringify(created))
    return created
  }

  return { keys, control, checkout, stop: program.stop }
}
