import type { Happening } from './happening.ts'

const signs = { raised: '🔴', over: '🟢', news: 'ℹ️' }

/** The title, with a sign that is seen before it is read. */
export function headline({ state, title }: Happening): string {
  return `${signs[state]} ${title}`
}
