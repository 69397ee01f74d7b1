import { setTimeout as sleep } from 'node:timers/promises'
import type { Drive } from './drive.ts'
import { type Handle, isOver, type Orchestrator, type RunKey } from './orchestrator.ts'
import { OutsideFault } from './outside-fault.ts'
import { patiently, waitAfter } from './patiently.ts'

/**
 * What an order remembers of the runs that it has begun: kept in the ledger, so that an order that was cut short and goes
 * on knows that it asked for a run, also of a tool that would not know whose it is.
 */
export interface Begun {
  /** Null: this run was never asked for. An id: it is that one. `asked`: nobody knows what came of it. */
  read(key: RunKey): Promise<{ readonly id: string; readonly url: string } | 'asked' | null>
  write(key: RunKey, run: Handle | null): Promise<void>
}

/** How many runs of one node one order may begin. */
const mostRuns = 50

/** Starts the run, or goes on with the one that there is: nothing is ever started twice. */
export async function startOnce(tool: Orchestrator, drive: Drive, signal: AbortSignal): Promise<Handle> {
  for (let number = 1; number <= mostRuns; number++) {
    const key = drive.key(number)
    const run = await known(tool, key, drive, signal)
    if (run === null) return start(tool, key, drive, signal)
    const look = await patiently(() => tool.look(run, signal), drive.pace, signal)
    if (look.state === null || !isOver(look.state) || look.state === 'succeeded') {
      drive.note(`${tool.tool} has run ${run.id} of this order already (${look.word}): going on with it.`)
      return run
    }
    const again = look.state === 'failed' && tool.retry !== undefined ? await tool.retry(run, look, signal) : null
    if (again !== null) {
      drive.note(`${tool.tool} runs again what failed of ${run.id}.`)
      await drive.begun.write(key, again)
      return again
    }
  }
  throw new OutsideFault('outside.too_many', `${mostRuns} runs of this order have failed.`, 'Begin a new order.')
}

async function known(
  tool: Orchestrator,
  key: RunKey,
  { begun, pace }: Drive,
  signal: AbortSignal,
): Promise<Handle | null> {
  const remembered = await begun.read(key)
  if (remembered !== null && remembered !== 'asked') return remembered
  const find = (): Promise<Handle | null> => patiently(() => tool.find(key, signal), pace, signal)
  if (tool.knows !== 'unsure') return find()
  if (remembered === null) return null
  const found = await find()
  if (found !== null) {
    await begun.write(key, found)
    return found
  }
  throw lost('This order has asked for a run before, and what came of it is not known.')
}

async function start(tool: Orchestrator, key: RunKey, drive: Drive, signal: AbortSignal): Promise<Handle> {
  await drive.begun.write(key, null)
  for (let tries = 1; ; tries++) {
    try {
      const run = await tool.start(key, signal)
      await drive.begun.write(key, run)
      drive.note(`${tool.tool} has started ${tool.subject}: run ${run.id}, ${run.url}`)
      return run
    } catch (error) {
      if (!(error instanceof OutsideFault)) throw error
      if (!error.unsure) {
        // Nothing was started, so a later try may ask.
        if (error.retryable && tries < 3) await wait(tries, drive, signal)
        else throw error
        continue
      }
      if (tool.knows === 'unsure') throw lost(error.message)
      drive.note(`The answer to the start was lost (${error.message}); looking for the run.`)
      const found = await adopt(tool, key, drive, signal)
      if (found !== null) return found
      if (tool.knows !== 'own_id') throw lost(error.message)
      if (tries >= 3) throw error
    }
  }
}

/** Looks for a run whose start was not answered, for a while: it may be slow to appear. */
async function adopt(tool: Orchestrator, key: RunKey, drive: Drive, signal: AbortSignal): Promise<Handle | null> {
  for (let tries = 1; tries <= 4; tries++) {
    await wait(tries, drive, signal)
    try {
      const found = await tool.find(key, signal)
      if (found === null) continue
      await drive.begun.write(key, found)
      drive.note(`${tool.tool} has started run ${found.id} all the same: going on with it.`)
      return found
    } catch (error) {
      if (!(error instanceof OutsideFault) || !error.retryable) throw error
    }
  }
  return null
}

function wait(tries: number, { pace }: Drive, signal: AbortSignal): Promise<void> {
  return sleep(waitAfter(tries, pace), undefined, { signal })
}

function lost(why: string): OutsideFault {
  const hint =
    'Look there whether it was started. If it was, let it end and do not run this order again; if not, begin a new order.'
  return new OutsideFault(
    'outside.lost',
    `Whether the run was started cannot be told, so it is not started again. ${why}`,
    hint,
  )
}
