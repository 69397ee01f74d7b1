import { count } from '../text/count.ts'
import type { NodeChild } from './types.ts'

const order: readonly NodeChild['state'][] = ['failed', 'cancelled', 'running', 'skipped', 'succeeded']

/** How the parts of what another program ran have ended, in a few words: `5 parts: 1 failed, 4 succeeded`. */
export function childrenWords(children: readonly NodeChild[]): string {
  const counts = order.flatMap((state) => {
    const number = children.filter((child) => child.state === state).length
    return number === 0 ? [] : [`${number} ${state}`]
  })
  return `${count(children.length, 'part')}: ${counts.join(', ')}`
}

/** One part with how it ended and how long it took: `load: failed after 2.5 s`. */
export function childWords({ name, word, started, ended }: NodeChild): string {
  const seconds = started === null || ended === null ? Number.NaN : (Date.parse(ended) - Date.parse(started)) / 1000
  return `${name}: ${word}${Number.isFinite(seconds) ? ` after ${seconds.toFixed(1)} s` : ''}`
}
