import { drive } from '../../action/orchestrators/drive.ts'
import type { Child, Handle, Orchestrator } from '../../action/orchestrators/orchestrator.ts'
import type { Pace } from '../../action/orchestrators/pace.ts'
import { runKey } from '../../action/orchestrators/run-key.ts'
import type { Begun } from '../../action/orchestrators/start-once.ts'

/** Quick looks, and a patience that a test can wait for. */
export const quick: Pace = { first: 4, longest: 20, patience: 400, grace: 1500 }

/** What an order remembers, for as long as a test goes on. */
export function memory(): Begun & { readonly kept: Map<string, Handle | 'asked'> } {
  const kept = new Map<string, Handle | 'asked'>()
  return {
    kept,
    read: async ({ id }) => kept.get(id) ?? null,
    write: async ({ id }, run) => void kept.set(id, run ?? 'asked'),
  }
}

export interface Driven {
  readonly outputs: Readonly<Record<string, string>> | null
  // biome-ignore lint/suspicious/noExplicitAny: whatever was thrown
  readonly error: any
  readonly notes: readonly string[]
  readonly printed: readonly string[]
  readonly children: readonly Child[]
}

/** Drives a tool for one order, as a node does; `onNote` may abort or break things at a moment of the run. */
export async function driven(
  tool: Orchestrator,
  {
    begun = memory(),
    pace = quick,
    order = '20260101000000000-0a1b2c3d',
    onNote = () => {},
  }: { begun?: Begun; pace?: Pace; order?: string; onNote?: (note: string, abort: () => void) => void } = {},
): Promise<Driven> {
  const notes: string[] = []
  const printed: string[] = []
  const controller = new AbortController()
  let children: readonly Child[] = []
  const rest = { notes, printed }
  try {
    const outputs = await drive(tool, {
      key: (number) => runKey(order, 'shop.nightly', number),
      pace,
      signal: controller.signal,
      begun,
      note: (text) => {
        notes.push(text)
        onNote(text, () => controller.abort())
      },
      print: (text) => void printed.push(text),
      children: (told) => {
        children = told
      },
    })
    return { ...rest, outputs, error: null, children }
  } catch (error) {
    return { ...rest, outputs: null, error, children }
  }
}
