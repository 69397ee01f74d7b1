import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { measureRow, measuresHead, subjectOf } from '../checks/charts-check.ts'
import { code, short, words } from '../checks/markdown.ts'
import { pictures } from '../judging/pictures.ts'
import type { Chatop } from './chatop.ts'
import { lastReport, noReport } from './last-report.ts'

export const chart: Chatop = {
  name: 'chart',
  usage: 'chart MEASURE',
  does: "shows a measure's control chart",
  needs: 'read',
  async answer(galley, asked, { words: [name, ...more] }) {
    if (name === undefined || more.length > 0) return 'Name one measure: `/kitchen chart NODE.MEASURE`.'
    const last = await lastReport(galley, asked)
    if (last === null) return noReport
    const { measures } = last.report
    const found = measures.find((one) => subjectOf(one) === name || `${one.node}.${one.measure}` === name)
    if (found === undefined) {
      const known = measures.map((one) => `${one.node}.${one.measure}`)
      return `No measure ${code(name)} was taken. ${words(didYouMean(name, known) ?? '')}`
    }
    const [picture] = await pictures(galley, last.order.content, [found])
    return [
      `As of ${short(last.order.content.head)}:`,
      `${measuresHead}\n${measureRow(found)}`,
      ...(picture === undefined ? [] : [`![${words(picture.alt)}](${picture.url})`]),
      ...found.notes.map(words),
    ].join('\n\n')
  },
}
