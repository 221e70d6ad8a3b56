/** A runner of the conformance cases, for languages that have no test runner here: tests/conformance/README.md. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** @param {string[]} command */
export function startRunner([program, ...rest]) {
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  /** @type {Map<number, { resolve: (reply: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map()
  const end = (/** @type {Error} */ error) => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  child.on('error', end)
  child.on('exit', (code, signal) => end(new Error(`the runner has ended: ${code ?? signal}`)))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = JSON.parse(line)
    waiting.get(reply.id)?.resolve(reply)
    waiting.delete(reply.id)
  })
  let last = 0
  return {
    /** Sends a request and resolves to its reply. @param {object} request @returns {Promise<any>} */
    ask(request) {
      const id = ++last
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        child.stdin.write(`${JSON.stringify({ id, ...request })}\n`)
      })
    },
    /** Ends it. */
    stop() {
      child.stdin.end()
    },
  }
}
