import type { Diagnostic } from '../../recipes-schema/text/diagnostic.ts'
import { assemble } from './budget.ts'
import type { Annotation, CheckOutput } from './check.ts'
import { code, count, list, row, short, tableHead, words } from './markdown.ts'

const annotationLimit = 50
const messageLimit = 8_000

/** The words of `galley / plan` for a recipe that cannot be planned. */
export function diagnosticsOutput(diagnostics: readonly Diagnostic[], head: string): CheckOutput {
  const errors = diagnostics.filter((found) => found.severity === 'error')
  const files = [...new Set(errors.map((found) => found.file))]
  const beyond = diagnostics.length - annotationLimit
  return {
    title: `${count(errors.length, 'fault')} in ${files.length === 1 ? files[0] : count(files.length, 'file')}`.slice(
      0,
      200,
    ),
    summary: assemble([
      `**The recipes of ${short(head)} cannot be planned,** so nothing was started. ${count(errors.length, 'fault')} in ${list(files.map(code))}:`,
      { head: tableHead(['where', 'what', 'code'], 'lll'), rows: diagnostics.map(diagnosticRow), more },
      'Mend them and push; this check turns green by itself. `galley validate` shows the same on your machine.',
      beyond > 0
        ? `The first ${annotationLimit} stand at their lines in the files view, the other ${beyond} only here.`
        : '',
    ]),
    text: null,
    annotations: diagnostics.slice(0, annotationLimit).map(annotation),
    images: [],
  }
}

/** The gate's words for the same. */
export function diagnosticsGate(diagnostics: readonly Diagnostic[], head: string): CheckOutput {
  const errors = diagnostics.filter((found) => found.severity === 'error')
  return {
    title: `Stopped: ${count(errors.length, 'fault')} in the recipes`,
    summary: assemble([
      `**Nothing was run, because the recipes of ${short(head)} cannot be planned.** \`galley / plan\` marks the lines.`,
      { head: tableHead(['where', 'what', 'code'], 'lll'), rows: errors.slice(0, 20).map(diagnosticRow), more },
      errors.length > 20 ? more(errors.length - 20) : '',
    ]),
    text: null,
    annotations: [],
    images: [],
  }
}

function diagnosticRow(found: Diagnostic): string {
  const hint = found.hint === null ? '' : ` ${words(found.hint)}`
  return row([code(`${found.file}:${found.line}:${found.column}`), `${words(found.message)}${hint}`, code(found.code)])
}

function annotation(found: Diagnostic): Annotation {
  const related = found.related.map((place) => `${place.file}:${place.line}: ${place.message}`)
  return {
    path: found.file,
    startLine: found.line,
    // A range that ends before the first column of a line is about the lines above.
    endLine: found.end_column === 1 ? Math.max(found.line, found.end_line - 1) : found.end_line,
    level: found.severity === 'error' ? 'failure' : found.severity === 'warning' ? 'warning' : 'notice',
    title: found.code,
    message: [found.message, ...(found.hint === null ? [] : [found.hint]), ...related]
      .join('\n')
      .slice(0, messageLimit),
  }
}

function more(left: number): string {
  return `… and ${left} more.`
}
