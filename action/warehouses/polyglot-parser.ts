import { polyglotOf } from '../../recipes-schema/sql/dialects/polyglot/engine.ts'
import type { ParsePolyglot } from '../../recipes-schema/sql/dialects/polyglot/index.ts'
import { loadDriver } from './driver.ts'
import lock from './polyglot-parser-lock.json' with { type: 'json' }

/** A parser for the dialects of engines whose own cannot be had, in WebAssembly. */
export async function openPolyglotParser(): Promise<ParsePolyglot> {
  const { init, parse } = (await loadDriver(lock)) as typeof import('@polyglot-sql/sdk')
  await init()
  return polyglotOf({ parse })
}
