import { code, row, tableHead } from '../checks/markdown.ts'
import { writtenName } from '../policy/permissions.ts'
import type { Chatop } from './chatop.ts'

/** The list of commands; it is given the others, because it is one of them. */
export function help(others: readonly Chatop[]): Chatop {
  const own: Chatop = {
    name: 'help',
    usage: 'help',
    does: 'shows this list',
    needs: 'read',
    answer: async () =>
      [
        tableHead(['command', 'does', 'who'], 'lll'),
        ...[own, ...others].map((chatop) => row([code(`/kitchen ${chatop.usage}`), chatop.does, whoMay(chatop)])),
      ].join('\n'),
  }
  return own
}

/** Who may do it, for a table: everybody, or whom galley.yaml names. */
export function whoMay({ needs, who }: Pick<Chatop, 'needs' | 'who'>): string {
  if (typeof needs === 'function') return who ?? 'it depends'
  return needs === 'read' ? 'everybody' : `\`${writtenName(needs)}\``
}
