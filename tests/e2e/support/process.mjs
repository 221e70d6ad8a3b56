/** Programs that the tests run: servers that say where they are, and commands that end by themselves. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * A program whose standard output is lines of JSON.
 *
 * @typedef {object} Program
 * @property {() => Promise<any>} next The next line, parsed.
 * @property {() => Promise<number | null>} ended The exit code, once it ended; `null` if a signal ended it.
 * @property {() => Promise<void>} stop Asks it to end, and waits until it did.
 */

/**
 * Starts a program.
 *
 * @param {string[]} command
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @returns {Program}
 */
export function start([program, ...args], { cwd, env } = {}) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  // Shown only if the program disappoints: a server's warnings are of no interest otherwise.
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = once(child, 'exit').then(([code]) => code)
  // Whoever waits for it sees the failure; nobody waiting is no reason to end the test run.
  exit.catch(() => {})

  return {
    async next() {
      const { value, done } = await lines.next()
      if (done) assert.fail(`${program} printed nothing more and ended with ${await exit}:\n${complaints}`)
      return JSON.parse(value)
    },
    ended: () => exit,
    async stop() {
      child.kill('SIGTERM')
      await exit
    },
  }
}

/**
 * Runs a command to its end, and returns its standard output. Fails unless it ends with 0.
 *
 * @param {string[]} command
 * @param {{ cwd?: string, input?: string }} [options]
 * @returns {Promise<string>}
 */
export async function run([program, ...args], { cwd, input = '' } = {}) {
  const child = spawn(program, args, { cwd })
  let output = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text))
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  assert.equal(code, 0, `${program} ${args.join(' ')}\n${output}${complaints}`)
  return output
}
