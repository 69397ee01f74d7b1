import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { code, list, words as plain, short } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { refreshKitchen } from '../kitchens/refresh.ts'
import { measureId, openSignals } from '../orders/acceptances.ts'
import { isOpen } from '../orders/state.ts'
import type { Asked, Chatop } from './chatop.ts'
import { lastReport, noReport } from './last-report.ts'
import { runWords } from './run.ts'

export const accept: Chatop = {
  name: 'accept',
  usage: 'accept MEASURE "REASON"',
  does: "accepts a measure's signal for this change; `all` accepts every open one",
  needs: 'accept',
  touches: ([name]) => {
    const [recipe, ...rest] = (name ?? '').split('.')
    return recipe !== undefined && rest.length === 2 ? [recipe] : null
  },
  async answer(galley, asked, { words: [name, ...reason] }) {
    if (name === undefined || reason.length === 0)
      return 'Name the measure and say why: `/kitchen accept NODE.MEASURE "cancelled flights are left out now"`.'
    return acceptSignals(galley, asked, name, reason.join(' '))
  },
}

/** Records that signals are meant, and runs the kitchen once more: what was built is reused, and judged anew. */
export async function acceptSignals(
  galley: Galley,
  asked: Asked,
  name: string,
  reason: string,
  /** The commit whose signals were looked at; null: the newest that has reported. */
  head: string | null = null,
): Promise<string> {
  const { id, repository, pullRequest, actor } = asked
  const last = await lastReport(galley, asked)
  if (last === null) return noReport
  if (head !== null && last.order.content.head !== head)
    return `Nothing was accepted: the newest report is of ${short(last.order.content.head)}, not of ${short(head)}.`
  const orders = await galley.store.orders.ofPullRequest(String(repository.id), pullRequest)
  if (orders.some(({ content, state }) => content.kind === 'kitchen' && isOpen(state)))
    return 'A run is under way: accept its signals when it has reported, if there are any then.'
  const open = openSignals(last.report)
  const found =
    name === 'all' ? open : open.filter((one) => [measureId(one), `${one.node}.${one.measure}`].includes(name))
  if (found.length === 0) {
    if (open.length === 0) return 'There is no signal to accept: the newest report has none that is open.'
    const hint = didYouMean(name, open.map(measureId)) ?? ''
    return `${code(name)} has no open signal. ${plain(hint)} Open: ${list(open.map((one) => code(measureId(one))))}.`
  }
  const accepted = found.map((one) => ({ measure: measureId(one), reason: reason.slice(0, 500), actor }))
  await galley.store.decisions.accept(String(repository.id), pullRequest, accepted)
  const { force } = last.order.content
  const occasion = { id, actor, wish: 'run', force, again: true, accept: accepted } as const
  const started = runWords(await refreshKitchen(galley, repository, pullRequest, occasion))
  const names = list(accepted.map(({ measure }) => code(measure)))
  return `Accepted: ${names}. It holds for what these nodes are now; the next change of them is judged anew. ${started}`
}
