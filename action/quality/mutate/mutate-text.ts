import { count } from '../../../recipes-schema/text/count.ts'
import { paint } from '../../report/report-text.ts'
import type { FaultResult, NodeMutation } from './mutate-node.ts'

/** What was caught and what was not, as a person reads it: the faults that survived come with what would see them. */
export function mutateText(nodes: readonly NodeMutation[], score: number | null, colour: boolean): string {
  const tint = paint(colour)
  const parts = nodes.map((one) => {
    const looked = one.columns.filter(({ by }) => by.length > 0).length
    const head = `${tint('bold', `${one.recipe}.${one.node}`)}  ${shareText(one)}, ${looked} of ${count(one.columns.length, 'column')} looked at`
    const failing = [...one.failing.tests, ...one.failing.charts]
    const blind = one.columns.filter(({ by }) => by.length === 0).map(({ column }) => column)
    return [
      head,
      ...(failing.length > 0 ? [`  fails without any fault, and catches none: ${failing.join(', ')}`] : []),
      ...(one.untried > 0 ? [`  ${count(one.untried, 'more fault')} in the SQL: too many to try`] : []),
      ...(blind.length > 0 ? [`  nobody looks at: ${blind.join(', ')}`] : []),
      ...one.faults.filter(({ state }) => state === 'survived').map((fault) => survivedText(fault, tint)),
      ...one.faults.filter(({ state }) => state === 'caught').map((fault) => caughtText(fault, tint)),
    ].join('\n')
  })
  const [caught, all] = nodes.reduce(([a, b], one) => [a + one.caught, b + one.caught + one.survived], [0, 0])
  const sum =
    score === null ? 'There was no fault to seed.' : `${caught} of ${count(all, 'fault')} caught: ${percent(score)}`
  return [...parts, sum].join('\n\n')
}

type Paint = ReturnType<typeof paint>

function survivedText({ fault, detail, location, suggestion }: FaultResult, tint: Paint): string {
  const place = location === null ? '' : `  ${location.file}:${location.line}`
  return `  ${tint('red', 'survived')}  ${fault.padEnd(15)}  ${detail}${place}${suggestion === null ? '' : `\n            would see it: ${suggestion}`}`
}

function caughtText({ fault, detail, location, tests, charts }: FaultResult, tint: Paint): string {
  const place = location === null ? '' : `  ${location.file}:${location.line}`
  const by = [...tests, ...charts.map((chart) => `the chart of ${chart}`)]
  const shown = by.length > 3 ? `${by.slice(0, 3).join(', ')} and ${by.length - 3} more` : by.join(', ')
  return `  ${tint('green', 'caught')}    ${fault.padEnd(15)}  ${detail}${place}  ${tint('dim', `by ${shown}`)}`
}

function shareText({ score, caught, survived }: NodeMutation): string {
  return score === null
    ? 'no fault to seed'
    : `${caught} of ${count(caught + survived, 'fault')} caught (${percent(score)})`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
