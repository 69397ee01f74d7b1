import { childrenWords } from '../../recipes-schema/report/children-words.ts'
import type { Report } from '../../recipes-schema/report/types.ts'

/** How many nodes a summary lists; GitHub takes a megabyte of it. */
const most = 200

/** A report as the Markdown of a job's summary: the verdict, what speaks against it, and how each node ended. */
export function summaryOf(report: Report): string {
  const { order, verdict, reasons, nodes, error } = report
  const parts = [`## Galley: ${verdict}`, `Order \`${order.id}\`, environment \`${order.environment}\``]
  if (error !== null) parts.push(`${escaped(error.message)} \`${error.code}\``)
  if (reasons.length > 0)
    parts.push(
      reasons
        .slice(0, most)
        .map((one) => `- **${escaped(one.subject)}**: ${escaped(one.message)}`)
        .join('\n'),
    )
  const worked = nodes.filter((node) => node.state !== 'reused')
  if (worked.length > 0) {
    const rows = worked.slice(0, most).map((node) => {
      const parts =
        node.children === undefined || node.children.length === 0 ? '' : ` (${childrenWords(node.children)})`
      const ended = node.state === 'skipped' ? `skipped: ${node.error?.message ?? ''}` : `${node.state}${parts}`
      return `| ${escaped(`${node.recipe}.${node.node}`)} | ${node.kind} | ${escaped(ended)} | ${node.seconds.toFixed(1)} | ${node.rows ?? ''} |`
    })
    parts.push(['| node | kind | ended | seconds | rows |', '|---|---|---|--:|--:|', ...rows].join('\n'))
    if (worked.length > most) parts.push(`... and ${worked.length - most} more.`)
  }
  const reused = nodes.length - worked.length
  if (reused > 0) parts.push(`${reused} reused.`)
  return `${parts.join('\n\n')}\n`
}

/** What people and programs wrote, as text alone: no markup, no mention, no link. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[`*_[\]|#~]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replaceAll(/https?:\/\//g, '$&\u200b')
    .replaceAll(/\s+/g, ' ')
}
