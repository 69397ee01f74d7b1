import { code, row, tableHead } from '../checks/markdown.ts'
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
        ...[own, ...others].map((chatop) =>
          row([code(`/kitchen ${chatop.usage}`), chatop.does, chatop.needs === 'write' ? 'write access' : 'everybody']),
        ),
      ].join('\n'),
  }
  return own
}
