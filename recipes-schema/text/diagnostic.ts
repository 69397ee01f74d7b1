/** What a diagnostic is about: a stretch of one file. Lines and columns count from 1, the end is exclusive. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly end_line: number
  readonly end_column: number
}

export type Severity = 'error' | 'warning' | 'info'

/**
 * One finding about what a person wrote. The shape is the one that `validate --json` promises, so that the command
 * line, the App's annotations and editors all carry the same thing.
 */
export interface Diagnostic extends Place {
  /** Stable: scripts and documentation refer to it. */
  readonly code: string
  readonly severity: Severity
  /** What is wrong, as a sentence that names the thing. */
  readonly message: string
  /** How to mend it. */
  readonly hint: string | null
  readonly related: readonly RelatedPlace[]
}

export interface RelatedPlace extends Place {
  readonly message: string
}

/** Builds an error-level diagnostic; the other severities are rare enough to be spelled out. */
export function diagnostic(
  code: string,
  place: Place,
  message: string,
  hint: string | null = null,
  related: readonly RelatedPlace[] = [],
): Diagnostic {
  return { code, severity: 'error', message, hint, ...place, related }
}

/** By file, then position, then code: the order in which a person would mend them, the same on every machine. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  )
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((found) => found.severity === 'error')
}

/** Compares by code unit: no locale may change an order that ends up in a digest or a message. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
