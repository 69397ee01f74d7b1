import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { assemble } from '../checks/budget.ts'
import { dataDiff } from '../checks/data-diff.ts'
import { code, short, words } from '../checks/markdown.ts'
import type { Chatop } from './chatop.ts'
import { lastReport, noReport } from './last-report.ts'

export const diff: Chatop = {
  name: 'diff',
  usage: 'diff [NODE]',
  does: 'shows what changes in the data, of one node or of all',
  needs: 'read',
  async answer(galley, asked, { words: [name] }) {
    const last = await lastReport(galley, asked)
    if (last === null) return noReport
    const { diffs } = last.report
    const chosen = diffs.filter(
      ({ recipe, node }) => name === undefined || name === node || name === `${recipe}.${node}`,
    )
    const head = `As of ${short(last.order.content.head)}:`
    if (chosen.length > 0) return assemble([head, ...dataDiff(chosen)])
    if (name === undefined) return `${head} nothing was compared with production.`
    const hint =
      didYouMean(
        name,
        diffs.map(({ node }) => node),
      ) ?? ''
    return `${head} ${code(name)} was not compared: it does not change, or there is no such node. ${words(hint)}`
  },
}
