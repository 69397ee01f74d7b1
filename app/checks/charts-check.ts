import { formatNumber } from '../../recipes-schema/chart/format-number.ts'
import type { AlarmBudget, MeasureResult } from '../../recipes-schema/report/types.ts'
import { assemble } from './budget.ts'
import type { CheckOutput, Conclusion, Image } from './check.ts'
import { code, count, row, tableHead, words } from './markdown.ts'

interface Judged {
  readonly measures: readonly MeasureResult[]
  /** Null where nothing was judged. */
  readonly budget: AlarmBudget | null
  readonly images: readonly Image[]
}

/** Measures against production's history: the words of `galley / charts`. Signals come first, then what was accepted. */
export function chartsOutput({ measures, budget, images }: Judged): { conclusion: Conclusion; output: CheckOutput } {
  const open = measures.filter(({ signal, accepted }) => signal !== null && accepted === null)
  const failing = open.filter(({ signal }) => signal?.severity === 'fail')
  const signals = [...failing, ...open.filter(({ signal }) => signal?.severity === 'warn')]
  const accepted = measures.filter(({ signal, accepted }) => signal !== null && accepted !== null)
  const apart = measures.filter(({ comparable }) => !comparable)
  const rest = measures.filter((measure) => measure.signal === null && measure.comparable)
  const more = (left: number): string => `… and ${left} more.`
  return {
    conclusion: failing.length > 0 ? 'failure' : signals.length > 0 ? 'neutral' : 'success',
    output: {
      title: title(signals.length, accepted.length, apart.length, measures.length),
      summary: assemble([
        {
          head: tableHead(['', 'measure', 'what the chart says'], 'lll'),
          rows: signals.map(signalRow),
          more,
        },
        meaning(signals.length, accepted.length, measures.length - apart.length),
        {
          head: `### Accepted for this change\n\n${tableHead(['measure', 'what the chart says', 'accepted'], 'lll')}`,
          rows: accepted.map(acceptedRow),
          more,
        },
        apartWords(apart),
        learningWords(measures),
        budget === null ? '' : budgetWords(budget),
      ]),
      text: assemble([
        {
          head: measuresHead,
          rows: [...signals, ...accepted, ...rest, ...apart].map(measureRow),
          more: (left) => `… and ${count(left, 'more measure')}.`,
        },
        {
          head: '<details><summary>Why these charts</summary>\n',
          rows: measures.flatMap((one) => one.notes.map((note) => `- ${code(subjectOf(one))}: ${words(note)}`)),
          tail: '</details>',
          more,
        },
      ]),
      annotations: [],
      images: [...images],
    },
  }
}

function title(signals: number, accepted: number, apart: number, measures: number): string {
  const parts = [
    signals > 0
      ? `${count(signals, 'signal')} in ${count(measures, 'measure')}`
      : accepted > 0
        ? `${count(measures, 'measure')}, no open signal`
        : apart === measures
          ? `${count(measures, 'measure')}, none to be judged`
          : `${count(measures - apart, 'measure')} within ${measures - apart === 1 ? 'its' : 'their'} limits`,
    accepted > 0 ? `${accepted} accepted` : '',
    apart > 0 && apart < measures ? `${apart} not comparable` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function meaning(signals: number, accepted: number, judged: number): string {
  if (signals > 0)
    return 'A signal means that the value does not belong to what production has shown so far. Either the change explains it, or it found a fault.'
  if (judged === accepted) return ''
  return `Every ${accepted > 0 ? 'other ' : ''}value belongs to what production has shown so far.`
}

function apartWords(apart: readonly MeasureResult[]): string {
  if (apart.length === 0) return ''
  const [one] = apart
  const which = apart.length === 1 && one !== undefined ? code(subjectOf(one)) : count(apart.length, 'measure')
  return `${which} ${apart.length === 1 ? 'is' : 'are'} shown and not judged: the kitchen saw a sample or a window, and production’s history is of all data.`
}

function learningWords(measures: readonly MeasureResult[]): string {
  const learning = measures.filter(({ state }) => state === 'learning')
  if (learning.length === 0) return ''
  return `${count(learning.length, 'chart is', 'charts are')} still learning: below 8 runs there are no limits to judge by.`
}

/** "143 measures were judged, with limits at 3.6 sigma, so that a clean run raises a false alarm in at most 5 % of cases." */
function budgetWords({ measures, sigmas, false_alarms }: AlarmBudget): string {
  const percent = (false_alarms * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })
  const width = sigmas.toLocaleString('en-US', { maximumFractionDigits: 2 })
  return `<sub>${count(measures, 'measure was', 'measures were')} judged together, with limits at ${width} sigma, so that a clean run raises a false alarm in at most ${percent} % of cases.</sub>`
}

function signalRow(measure: MeasureResult): string {
  const grade = measure.signal?.severity === 'fail' ? '**stop**' : '**warning**'
  return row([grade, code(subjectOf(measure)), words(measure.signal?.message ?? '')])
}

function acceptedRow(measure: MeasureResult): string {
  const { signal, accepted } = measure
  const who =
    accepted === null ? '' : `by ${words(accepted.by)} on ${words(accepted.at.slice(0, 10))}: ${words(accepted.reason)}`
  return row([code(subjectOf(measure)), words(signal?.message ?? ''), who])
}

export const measuresHead = tableHead(['measure', 'value', 'centre', 'limits', 'state', 'signal'], 'lrrrll')

export function measureRow(measure: MeasureResult): string {
  const { value, center, lcl, ucl, signal, accepted } = measure
  const spread = lcl === null || ucl === null ? undefined : (ucl - lcl) / 6
  const show = (number: number | null) => (number === null ? '' : formatNumber(number, spread))
  const limits = lcl === null && ucl === null ? '' : `${show(lcl)} … ${show(ucl)}`
  const rule =
    signal === null ? '' : accepted === null ? `**${words(signal.rule)}**` : `${words(signal.rule)}, accepted`
  const state = measure.comparable ? measure.state : 'not comparable'
  return row([code(subjectOf(measure)), show(value), show(center), limits, state, rule])
}

/** `recipe.node.measure` */
export function subjectOf(measure: Pick<MeasureResult, 'recipe' | 'node' | 'measure'>): string {
  return `${measure.recipe}.${measure.node}.${measure.measure}`
}
