/** The `kaikei` command, as this repository builds it. */

import { fileURLToPath } from 'node:url'

import { run, start } from './process.mjs'

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * The command line that runs `kaikei` with `args`.
 *
 * @param {string[]} args
 */
function command(args) {
  const built = process.env.KAIKEI_BIN
  const program = built ? [built] : ['cargo', 'run', '--quiet', '--package', 'kaikei-cli', '--']
  return [...program, ...args]
}

/**
 * Starts a `kaikei` that goes on running.
 *
 * @param {string[]} args
 */
export function startKaikei(args) {
  return start(command(args), { cwd: REPOSITORY })
}

/**
 * Runs a `kaikei` that ends by itself, and returns the JSON that it prints.
 *
 * @param {string[]} args
 * @param {unknown} input Goes to standard input as JSON.
 */
export async function kaikei(args, input) {
  return JSON.parse(await run(command(args), { cwd: REPOSITORY, input: JSON.stringify(input) }))
}
