import { init, parse } from '@polyglot-sql/sdk'
import { polyglotOf } from '../../recipes-schema/sql/dialects/polyglot/engine.ts'
import type { ParsePolyglot } from '../../recipes-schema/sql/dialects/polyglot/index.ts'

/** A parser for the dialects of engines whose own cannot be had, in WebAssembly. */
export async function openPolyglotParser(): Promise<ParsePolyglot> {
  await init()
  return polyglotOf({ parse })
}
