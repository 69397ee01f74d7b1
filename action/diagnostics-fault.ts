import type { Diagnostic } from '../recipes-schema/text/diagnostic.ts'
import { exits, Fault } from './fault.ts'

/** Diagnostics that keep a command from its work. */
export class DiagnosticsFault extends Fault {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter((found) => found.severity === 'error').length
    super(
      'recipe.diagnostics',
      exits.usage,
      `The recipes have ${errors} ${errors === 1 ? 'fault' : 'faults'}.`,
      'Run `galley validate`.',
    )
    this.diagnostics = diagnostics
  }
}
