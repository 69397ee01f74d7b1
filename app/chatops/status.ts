import { code, row, short, tableHead, words } from '../checks/markdown.ts'
import type { StoredOrder } from '../orders/order.ts'
import { runOf } from '../orders/state.ts'
import type { Chatop } from './chatop.ts'

const mostShown = 10

export const status: Chatop = {
  name: 'status',
  usage: 'status',
  does: 'says where this pull request’s orders stand',
  needs: 'read',
  async answer(galley, { repository, pullRequest }) {
    const orders = await galley.store.orders.ofPullRequest(String(repository.id), pullRequest)
    if (orders.length === 0) return 'No order was ever made for this pull request: nothing in it had to run yet.'
    const shown = orders.slice(-mostShown).reverse()
    return [tableHead(['order', 'for', 'commit', 'stands'], 'llll'), ...shown.map(orderRow)].join('\n')
  },
}

const purposes = {
  kitchen: 'the kitchen',
  promote: 'production',
  produce: 'a run of production',
  rollback: 'rolling production back',
  remove: 'removing the kitchen',
}

function orderRow(order: StoredOrder): string {
  const run = runOf(order.state)
  const id = code(order.content.id)
  return row([
    run === null ? id : `[${id}](${run.url})`,
    purposes[order.content.kind],
    short(order.content.head),
    stands(order),
  ])
}

function stands({ state, progress, content }: StoredOrder): string {
  switch (state.status) {
    case 'requested':
      return content.environment === 'production' ? 'waits for its turn' : 'is being started'
    case 'dispatched':
      return 'waits for a runner'
    case 'claimed':
      return 'has a runner'
    case 'running':
      return progress === null ? 'runs' : `runs: ${progress.done} of ${progress.total}`
    case 'reported':
      return 'has reported and is being judged'
    case 'judged':
      return `**${state.verdict}**`
    case 'superseded':
      return `superseded: ${words(state.by)}`
    case 'failed':
      return `failed: ${words(state.message)}`
    case 'refused':
      return `report refused: ${words(state.message)}`
  }
}
