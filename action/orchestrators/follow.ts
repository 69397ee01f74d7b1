import { setTimeout as sleep } from 'node:timers/promises'
import { tellChildren } from './children.ts'
import type { Drive } from './drive.ts'
import { type Handle, isOver, type Look, type Orchestrator } from './orchestrator.ts'
import { isStatus, OutsideFault } from './outside-fault.ts'
import { nextWait } from './pace.ts'

/** Looks at a run until it has ended well, and gives the last look; throws for every other end. */
export async function follow(tool: Orchestrator, run: Handle, drive: Drive): Promise<Look> {
  const { pace, signal, note } = drive
  const tell = tellChildren(tool, run, drive)
  let wait = pace.first
  let seen = ''
  /** Since when there was no look that anybody understood. */
  let blind: number | null = null
  for (;;) {
    const look = await lookAt(tool, run, signal)
    const words = look instanceof OutsideFault ? look.message : (look.message ?? look.word)
    const changed = words !== seen
    if (changed)
      note(
        look instanceof OutsideFault
          ? `${words} Asking again.`
          : `${tool.subject} is ${look.word}${look.message === null ? '' : `: ${look.message}`}`,
      )
    seen = words
    if (!(look instanceof OutsideFault)) {
      const moved = await tell(look)
      if (look.state !== null && isOver(look.state)) {
        if (tool.lateLogs !== undefined) {
          await sleep(Math.min(tool.lateLogs, pace.longest), undefined, { signal })
          await tell(look, true)
        }
        return ended(look)
      }
      if (look.state === 'running') blind = null
      wait = nextWait(wait, changed || moved, pace, Math.random())
    } else wait = nextWait(wait, false, pace, Math.random())
    if (look instanceof OutsideFault || look.state === null) {
      blind ??= performance.now()
      if (performance.now() - blind >= pace.patience) throw neverUnderstood(look, pace.patience)
    }
    await sleep(wait, undefined, { signal })
  }
}

/** A look, or the fault that may pass. */
async function lookAt(tool: Orchestrator, run: Handle, signal: AbortSignal): Promise<Look | OutsideFault> {
  try {
    return await tool.look(run, signal)
  } catch (error) {
    if (signal.aborted) throw error
    if (isStatus(error, 404)) {
      const message = 'The run is not there any more: somebody has deleted it, and how it ended is not known.'
      throw new OutsideFault('outside.gone', message, 'Run the order again when it is known what it has done.', {
        status: 404,
      })
    }
    if (error instanceof OutsideFault && error.retryable) return error
    throw error
  }
}

function ended(look: Look): Look {
  if (look.state === 'succeeded') return look
  const bad = look.children.filter(({ state }) => state === 'failed').map(({ name }) => name)
  const which =
    bad.length === 0 ? '' : ` What failed: ${bad.slice(0, 10).join(', ')}${bad.length > 10 ? ' and others' : ''}.`
  const why = look.message === null ? '' : ` ${look.message}`
  if (look.state === 'cancelled')
    throw new OutsideFault(
      'outside.cancelled',
      `The run was cancelled there (${look.word}).${which}${why}`,
      'Run it again if that was a mistake.',
    )
  const hint = 'Mend that; a `retry:` or `--resume` goes on from there.'
  throw new OutsideFault('outside.failed', `The run ended as ${look.word}.${which}${why}`, hint, { retryable: true })
}

function neverUnderstood(look: Look | OutsideFault, patience: number): OutsideFault {
  const minutes = Math.round(patience / 60_000)
  if (look instanceof OutsideFault) {
    const message = `For ${minutes} minutes: ${look.message} The run may go on.`
    return new OutsideFault(look.code, message, look.hint, { status: look.status, retryable: true })
  }
  const message = `For ${minutes} minutes its state has been "${look.word}", which Galley does not know and takes for no success.`
  return new OutsideFault('outside.unknown_state', message, 'Look there what that means.')
}
