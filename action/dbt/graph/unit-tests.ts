import { stringify } from 'yaml'
import { count } from '../../../recipes-schema/text/count.ts'
import type { Manifest, ManifestUnitTest, UnitRows } from './manifest.ts'
import { byId, type Parts } from './parts.ts'

export interface MadeUnitTests {
  /** A file for each model that has some, by its name. */
  readonly files: ReadonlyMap<string, string>
  readonly notes: readonly string[]
}

type Rows = readonly Readonly<Record<string, unknown>>[]

/**
 * dbt's unit tests as Galley's, which run without dbt and without a warehouse. What dbt compiles anew for a test (overrides
 * of variables and macros) or keeps elsewhere (fixtures, SQL, the model's own earlier rows) stays with dbt.
 */
export function unitTestsOf(manifest: Manifest, parts: Parts): MadeUnitTests {
  const tests = new Map<string, unknown[]>()
  const left: string[] = []
  const nodes = new Map(parts.made.map(({ name, node }) => [node.unique_id, name]))
  for (const test of Object.values(manifest.unit_tests ?? {}).sort(byId)) {
    const node = (test.depends_on?.nodes ?? []).flatMap((id) => nodes.get(id) ?? [])[0]
    const given = givenOf(test, manifest, parts)
    const expect = rowsOf(test.expect)
    if (node === undefined || given === null || expect === null) left.push(test.name)
    else tests.set(node, [...(tests.get(node) ?? []), { name: test.name, given, expect }])
  }
  const files = new Map([...tests].map(([node, list]) => [node, stringify({ node, tests: list }, { lineWidth: 0 })]))
  const stay = `${count(left.length, 'unit test')} of dbt's ${left.length === 1 ? 'stays' : 'stay'} with dbt: ${left.join(', ')}.`
  return { files, notes: left.length === 0 ? [] : [stay] }
}

function givenOf(test: ManifestUnitTest, manifest: Manifest, parts: Parts): Record<string, Rows> | null {
  const overrides = Object.values(test.overrides ?? {})
  if (overrides.some((one) => Object.keys(one ?? {}).length > 0)) return null
  const given: Record<string, Rows> = {}
  for (const { input, ...one } of test.given) {
    const name = inputName(input, manifest, parts)
    const rows = rowsOf(one)
    if (name === null || rows === null) return null
    given[name] = rows
  }
  return given
}

/** The node or source that `ref('a')`, `ref('package', 'a')` or `source('a', 'b')` is; null for anything else. */
function inputName(input: string, manifest: Manifest, parts: Parts): string | null {
  const [, call, first = '', second] =
    /^\s*(ref|source)\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]+)['"]\s*)?\)\s*$/.exec(input) ?? []
  const one =
    call === 'source'
      ? Object.values(manifest.sources).find(({ source_name, name }) => source_name === first && name === second)
      : call === 'ref'
        ? Object.values(manifest.nodes).find(
            ({ resource_type: type, name }) => type !== 'test' && name === (second ?? first),
          )
        : undefined
  return one === undefined ? null : (parts.names.get(one.unique_id) ?? null)
}

function rowsOf({ rows, format, fixture }: UnitRows): Rows | null {
  if (format !== 'dict' || fixture != null || !Array.isArray(rows)) return null
  return (rows as Rows).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
  )
}

/** A time with a T between day and hour is a time as well. */
function plain(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\d)T(?=\d\d:\d\d)/, '$1 ') : value
}
