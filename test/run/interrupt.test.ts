import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const cli = fileURLToPath(new URL('../../action/cli.ts', import.meta.url))

interface Started {
  readonly child: ChildProcess
  readonly err: () => string
  readonly ended: Promise<number | null>
}

/** The real program as a process of its own, which signals reach. */
function start(folder: string, env: Record<string, string>, ...args: string[]): Started {
  const child = spawn(process.execPath, [cli, '-C', folder, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk
  })
  return { child, err: () => err, ended: new Promise((resolve) => child.once('exit', resolve)) }
}

const stubborn = shop(`nodes:
  quick: { sql: select 1 as x }
  long: { inputs: [], needs: [quick], run: 'trap "" TERM INT; echo "pid $$"; while true; do sleep 1; done' }
  query: { sql: "select sum(a.range * b.range) as n from range(10000000) a, range(10000000) b" }
  after: { inputs: [], needs: [long], run: 'true' }
`)

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function running(): Promise<Started & { pid: number; galley: Awaited<ReturnType<typeof desk>>['galley'] }> {
  const { folder, env, galley } = await desk(stubborn)
  const started = start(folder, env, 'run', '--env', 'mine', '--jobs', '3')
  await expect.poll(() => /pid (\d+)/.exec(started.err())?.[1], { timeout: 30_000 }).toBeDefined()
  return { ...started, galley, pid: Number(/pid (\d+)/.exec(started.err())?.[1]) }
}

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends commands and queries, and says what was ended and how to go on',
    async (signal) => {
      const { child, err, ended, pid, galley } = await running()
      child.kill(signal)
      expect(await ended).toBe(130)
      expect(isAlive(pid)).toBe(false)
      expect(err()).toContain('Cancelling')
      expect(err()).toContain('cancelled')
      expect(err()).toMatch(/ended while it ran: .*long/)
      expect(err()).toContain('not begun: 1 node')
      expect(err()).not.toContain('none was reported')
      const [, id] = /to go on: galley run --resume (\S+)/.exec(err()) ?? []
      expect((await galley('orders', '--json')).json.orders[0]).toMatchObject({ id, verdict: 'cancelled' })
    },
  )

  it('twice ends at once, and what was started with it', async () => {
    const { child, ended, pid } = await running()
    child.kill('SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 100))
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    await expect.poll(() => isAlive(pid)).toBe(false)
  })
})
