#!/usr/bin/env node
import module from 'node:module'
import { text } from 'node:stream/consumers'
import { exits } from './fault.ts'
import { unfitNode } from './node-version.ts'

const unfit = unfitNode(process.version)
if (unfit !== null) {
  // The rest may not even load.
  process.stderr.write(`${unfit}\n`)
  process.exit(exits.usage)
}
// Before anything else is loaded: what was compiled once is not compiled again by the next process.
module.enableCompileCache?.()
const { keepToProxies } = await import('./process/proxies.ts')
keepToProxies(process.env)
const { runProgram } = await import('./program.ts')

const { stopSignals } = await import('./stop-signals.ts')
const { printable } = await import('../recipes-schema/text/printable.ts')
const err = (text: string): unknown => process.stderr.write(`${printable(text)}\n`)
const stop = stopSignals(err)

process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  // npm runs its scripts in the package's folder; a person means paths from where they stand.
  cwd: process.env.npm_lifecycle_event === 'galley' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd(),
  out: (text) => process.stdout.write(`${printable(text)}\n`),
  err,
  colour: process.env.NO_COLOR === undefined && process.stdout.isTTY === true,
  signal: stop.signal,
  now: () => new Date(),
  ...(process.stderr.isTTY && process.env.TERM !== 'dumb'
    ? { terminal: { write: (text: string) => process.stderr.write(text), columns: () => process.stderr.columns } }
    : {}),
  ...(process.stdin.isTTY ? {} : { input: () => text(process.stdin) }),
})
