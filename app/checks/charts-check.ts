import { formatNumber } from '../../recipes-schema/chart/format-number.ts'
import { budgetWords } from '../../recipes-schema/report/budget-words.ts'
import type { AlarmBudget, MeasureResult } from '../../recipes-schema/report/types.ts'
import { assemble } from './budget.ts'
import type { CheckOutput, Conclusion, Image } from './check.ts'
import { code, count, row, tableHead, words } from './markdown.ts'

/** Measures against production's history: the words of `galley / charts`. Signals come first. */
export function chartsOutput(
  measures: readonly MeasureResult[],
  images: readonly Image[],
  budget: AlarmBudget | null = null,
): { conclusion: Conclusion; output: CheckOutput } {
  const standing = measures.filter(({ signal, accepted }) => signal !== null && accepted === null)
  const failing = standing.filter((measure) => measure.signal?.severity === 'fail')
  const warning = standing.filter((measure) => measure.signal?.severity === 'warn')
  const accepted = measures.filter((measure) => measure.accepted !== null)
  const learning = measures.filter((measure) => measure.state === 'learning')
  const signals = [...failing, ...warning]
  const shown = [...signals, ...accepted]
  return {
    conclusion: failing.length > 0 ? 'failure' : warning.length > 0 ? 'neutral' : 'success',
    output: {
      title:
        signals.length > 0
          ? `${count(signals.length, 'signal')} in ${count(measures.length, 'measure')}`
          : accepted.length > 0
            ? `${count(accepted.length, 'signal')} accepted in ${count(measures.length, 'measure')}`
            : `${count(measures.length, 'measure')} within ${measures.length === 1 ? 'its' : 'their'} limits`,
      summary: assemble([
        {
          head: tableHead(['', 'measure', 'what the chart says'], 'lll'),
          rows: shown.map(signalRow),
          more: (left) => `… and ${left} more.`,
        },
        signals.length > 0
          ? 'A signal means that the value does not belong to what production has shown so far. Either the change explains it, or it found a fault.'
          : 'Every value belongs to what production has shown so far.',
        budget === null ? '' : `${budgetWords(budget)}.`,
        notComparable(measures),
        learning.length > 0
          ? `${count(learning.length, 'chart is', 'charts are')} still learning: below 8 runs there are no limits to judge by.`
          : '',
      ]),
      text: assemble([
        {
          head: tableHead(['measure', 'value', 'centre', 'limits', 'state', 'signal'], 'lrrrll'),
          rows: [...shown, ...measures.filter((measure) => !shown.includes(measure))].map(measureRow),
          more: (left) => `… and ${count(left, 'more measure')}.`,
        },
      ]),
      annotations: [],
      images: [...images],
    },
  }
}

function notComparable(measures: readonly MeasureResult[]): string {
  const left = measures.filter(({ comparable }) => !comparable).length
  if (left === 0) return ''
  return `${count(left, 'measure')} cannot be compared with production from a part of the data: shown, not judged.`
}

function signalRow(measure: MeasureResult): string {
  const { accepted, signal } = measure
  const grade = accepted !== null ? 'accepted' : signal?.severity === 'fail' ? '**stop**' : '**warning**'
  const said = accepted === null ? '' : `; accepted by ${accepted.by}: ${accepted.reason}`
  return row([grade, code(subjectOf(measure)), words(`${signal?.message ?? ''}${said}`)])
}

function measureRow(measure: MeasureResult): string {
  const { value, center, lcl, ucl } = measure
  const spread = lcl === null || ucl === null ? undefined : (ucl - lcl) / 6
  const show = (number: number | null) => (number === null ? '' : formatNumber(number, spread))
  const limits = lcl === null && ucl === null ? '' : `${show(lcl)} … ${show(ucl)}`
  const signal = measure.signal === null ? '' : `**${words(measure.signal.rule)}**`
  return row([code(subjectOf(measure)), show(value), show(center), limits, measure.state, signal])
}

/** `recipe.node.measure` */
export function subjectOf(measure: Pick<MeasureResult, 'recipe' | 'node' | 'measure'>): string {
  return `${measure.recipe}.${measure.node}.${measure.measure}`
}
