/** Starts `server.mjs` for a test. */

import { fileURLToPath } from 'node:url'

import { start } from '../support/process.mjs'

/** Resolves to what the server prints, and how to end it. */
export async function startOauthServer() {
  const program = start([process.execPath, fileURLToPath(new URL('server.mjs', import.meta.url))])
  return { ...(await program.next()), stop: program.stop }
}
