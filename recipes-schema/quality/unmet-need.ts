import type { Node, NodeId, Test } from '../recipe/types.ts'
import type { Seen } from './seen.ts'
import { testKind } from './tests/index.ts'

/**
 * Why a test's answer would mean nothing in a kitchen that sees a part of the data; null when it means something. A test
 * that stops a kitchen for the rows that its policy left out would teach people to pass tests by.
 */
export function unmetNeed(node: Node, test: Test, seen: ReadonlyMap<NodeId, Seen>): string | null {
  const need = testKind(test.kind).needs?.(test.options) ?? null
  const own = seen.get(node.id)
  const others = Object.entries(test.others).map(([name, id]) => ({ name, part: seen.get(id) }))
  switch (need) {
    case null:
      return null
    case 'all':
      return own === undefined ? null : `Not tested: ${words[own]}, and this needs all of it.`
    case 'time':
      return own === 'window' ? `Not tested: ${words.window}, and this needs all of it.` : null
    case 'other': {
      const other = own === undefined ? others.find(({ part }) => part !== undefined) : undefined
      return other?.part === undefined ? null : `Not tested: ${words[other.part]} in ${other.name}, and all of it here.`
    }
    case 'alike': {
      const other = others.find(({ part }) => part !== own)
      if (other === undefined) return null
      return `Not tested: this kitchen sees ${amount(own)} and ${amount(other.part)} of ${other.name}.`
    }
  }
}

const words: Readonly<Record<Seen, string>> = {
  sample: 'this kitchen sees a sample of the data',
  window: 'this kitchen sees a window of the data',
}

function amount(part: Seen | undefined): string {
  return part === undefined ? 'all' : `a ${part}`
}
