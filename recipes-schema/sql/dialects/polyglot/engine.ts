import type { ParsePolyglot } from './index.ts'

/** What of @polyglot-sql/sdk is used: its syntax tree, and nothing of its analysis. */
export interface PolyglotSdk {
  parse(sql: string, dialect: never): object
}

interface Answer {
  readonly success?: boolean
  readonly ast?: unknown
  readonly error?: string | null
  readonly errorStart?: number | null
}

/** Polyglot's parser, which answers with a tree or with what it says against the text. */
export function polyglotOf({ parse }: PolyglotSdk): ParsePolyglot {
  return async (sql, dialect) => {
    try {
      const { success, ast, error, errorStart } = parse(sql, dialect as never) as Answer
      if (success === true && Array.isArray(ast)) return { ok: true, statements: ast }
      const message = (error ?? 'it is not understood').replace(/^Parse error at line \d+, column \d+: /, '')
      return { ok: false, message, offset: errorStart ?? 0 }
    } catch (error) {
      // WebAssembly that runs out of its stack.
      return { ok: false, message: error instanceof Error ? error.message : String(error), offset: 0 }
    }
  }
}
