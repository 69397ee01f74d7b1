import { setTimeout as sleep } from 'node:timers/promises'
import type { Message } from './happening.ts'

/** Sends one message; a SendFault says whether another try may help. */
export type Send = (message: Message, signal: AbortSignal) => Promise<void>

export class SendFault extends Error {
  readonly again: boolean

  constructor(message: string, again: boolean) {
    super(message)
    this.name = 'SendFault'
    this.again = again
  }
}

export interface Outbox {
  push(message: Message): void
  /** Waits so many milliseconds for what is still to be sent; gives how many messages were lost, and why the first one was. */
  close(patience: number): Promise<{ readonly lost: number; readonly of: number; readonly why: string }>
}

/** How many wait at most, how many are under way at once, and how many may be lost in a row before no more are tried. */
const [most, atOnce, mostInARow] = [20_000, 8, 4]
/** How long a message may take, in milliseconds. */
const limit = 5000
const waitBeforeAgain = 300

/**
 * Sends messages beside an order, each lane's in their order. Whatever happens, the order neither fails by it nor waits for
 * it, but for the patience of the end.
 */
export function outbox(send: Send, inParallel = atOnce): Outbox {
  let waiting: Message[] = []
  const busy = new Set<string>()
  let [lost, pushed, inARow, why] = [0, 0, 0, '']
  let idle: (() => void) | null = null
  const end = new AbortController()

  const lose = (reason: string): void => {
    lost++
    if (why === '') why = reason
  }
  const pump = (): void => {
    if (inARow >= mostInARow) {
      for (const _ of waiting) lose(why)
      waiting = []
    }
    for (let index = 0; index < waiting.length && busy.size < inParallel; ) {
      const message = waiting[index]
      if (message === undefined || busy.has(message.lane)) index++
      else {
        waiting.splice(index, 1)
        busy.add(message.lane)
        void deliver(message)
      }
    }
    if (busy.size === 0 && waiting.length === 0) idle?.()
  }
  const once = (message: Message): Promise<void> =>
    send(message, AbortSignal.any([end.signal, AbortSignal.timeout(limit)]))
  const deliver = async (message: Message): Promise<void> => {
    try {
      await once(message).catch(async (error: unknown) => {
        if (!(error instanceof SendFault && error.again) || end.signal.aborted) throw error
        await sleep(waitBeforeAgain, undefined, { signal: end.signal })
        await once(message)
      })
      inARow = 0
    } catch (error) {
      lose(end.signal.aborted ? 'there was no time left' : (error as Error).message)
      // What is refused says nothing of the next one; what nobody answers does.
      if (error instanceof SendFault && error.again) inARow++
    } finally {
      busy.delete(message.lane)
      pump()
    }
  }
  return {
    push(message) {
      pushed++
      if (inARow >= mostInARow || waiting.length >= most) return lose('too many were waiting')
      waiting.push(message)
      // The order goes on first.
      setImmediate(pump)
    },
    async close(patience) {
      const done = new Promise<void>((resolve) => {
        idle = resolve
      })
      pump()
      const timer = new AbortController()
      await Promise.race([done, sleep(patience, undefined, { signal: timer.signal }).catch(() => undefined)])
      timer.abort()
      for (const _ of waiting) lose('there was no time left')
      waiting = []
      end.abort()
      if (busy.size > 0) await done
      return { lost, of: pushed, why }
    },
  }
}
