/** Zero-width space: breaks what GitHub would turn into a mention or a reference, and nobody sees it. */
const joint = '\u200b'

/**
 * Text from a repository or a runner as plain words in Markdown: no mention, no reference, no HTML, no markup, on one
 * line, and safe in a table.
 */
export function words(text: string): string {
  return text
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll(/[\\`*_~[\]|]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[@#](?=\w)/g, `$&${joint}`)
}

/** Text as inline code, with as many backticks as it takes. Safe in a table. */
export function code(text: string): string {
  const inner = unmarked(text.replaceAll(/\s*[\r\n]+\s*/g, ' ').replaceAll('|', '\\|'))
  const ticks = '`'.repeat(longestRun(inner) + 1)
  const space = inner.startsWith('`') || inner.endsWith('`') ? ' ' : ''
  return `${ticks}${space}${inner}${space}${ticks}`
}

/** Text as a block of code that cannot end it early. */
export function fence(text: string, language = ''): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${ticks}${language}\n${unmarked(text.trimEnd())}\n${ticks}`
}

/** Our own comments are found again by a hidden marker, also inside code: nobody else may write one. */
function unmarked(text: string): string {
  return text.replaceAll('<!--', `<!${joint}--`)
}

/** The head of a table; its rows are given by `row`. Alignment: `l` or `r` a column. */
export function tableHead(columns: readonly string[], alignment: string): string {
  const rules = [...alignment].map((side) => (side === 'r' ? '---:' : '---'))
  return `| ${columns.join(' | ')} |\n| ${rules.join(' | ')} |`
}

/** One row of cells that are Markdown already. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A part that is folded until somebody opens it. */
export function folded(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`
}

export { count } from '../../recipes-schema/text/count.ts'

/** "a", "a and b", "a, b and c"; of a long list the first few, and how many more. */
export function list(items: readonly string[], atMost = 5): string {
  const shown = items.length <= atMost ? [...items] : [...items.slice(0, atMost), `${items.length - atMost} more`]
  return shown.length <= 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** The first digits of a commit, as people read them. */
export function short(sha: string): string {
  return sha.slice(0, 7)
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length))
}
