import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program that runs in a process group of its own, so that it can be ended whole and nothing else with it. */
export interface Running {
  stop(): Promise<void>
  /** Why it has ended by itself; null while it runs. */
  ended(): string | null
}

/** Starts a program whose output goes to a file. */
export function startGroup(
  argv: readonly [string, ...string[]],
  { cwd, env, log }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly log: string },
): Running {
  const [file, ...args] = argv
  const out = openSync(log, 'a')
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', out, out] })
  const group = child.pid
  let why: string | null = null
  const over = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      why = error.message
      resolve()
    })
    child.once('exit', (code, signal) => {
      why = `it ended (${code ?? signal})`
      resolve()
    })
  })
  const send = (signal: NodeJS.Signals): void => {
    try {
      if (group !== undefined) process.kill(-group, signal)
    } catch {
      // The group is gone.
    }
  }
  // Whatever ends this process ends the group.
  const onExit = (): void => send('SIGKILL')
  process.once('exit', onExit)
  return {
    ended: () => why,
    async stop() {
      send('SIGTERM')
      await Promise.race([over, sleep(20_000, undefined, { ref: false })])
      send('SIGKILL')
      await over
      process.removeListener('exit', onExit)
    },
  }
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Waits until something is so, or one of the programs has ended by itself. */
export async function until(
  is: () => Promise<boolean>,
  programs: readonly Running[],
  what: string,
  tries = 600,
): Promise<void> {
  for (let count = 0; count < tries; count++) {
    if (await is().catch(() => false)) return
    const dead = programs.map((one) => one.ended()).find((why) => why !== null)
    if (dead !== undefined && dead !== null) throw new Error(`${what}: ${dead}`)
    await sleep(500)
  }
  throw new Error(`${what} is still not so`)
}
