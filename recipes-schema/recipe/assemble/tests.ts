import type { Assembly, Path } from '../../kinds/assembly.ts'
import { checkExpression, readQuery, resolveReads } from '../../kinds/query.ts'
import { testKind, testKinds } from '../../quality/tests/index.ts'
import type { TestKind } from '../../quality/tests/kind.ts'
import { diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import type { WrittenTest } from '../../written/types.ts'
import type { FailIf, NodeId, Test } from '../types.ts'
import { readCustomTest } from './custom-test.ts'

/** The tests of a node; those with faults are left out. */
export async function readTests(assembly: Assembly): Promise<Test[]> {
  const tests: Test[] = []
  const { written, diagnostics } = assembly
  if (written.tests !== undefined && written.tests.length > 0 && !leavesRows(written)) {
    const place = assembly.file.keyPlace(assembly.path, 'tests')
    const message = `${assembly.name} leaves no rows to test.`
    diagnostics.push(diagnostic('recipe.no_rows', place, message, 'Test the nodes that it reads or that read it.'))
    return []
  }
  for (const [index, written] of (assembly.written.tests ?? []).entries()) {
    const test = await readTest(assembly, written, [...assembly.path, 'tests', index])
    if (test === null) continue
    // Two tests of one kind over the same columns may differ in their bounds: both stay, told apart by a number.
    const twins = tests.filter((other) => other.name === test.name || other.name.startsWith(`${test.name} #`)).length
    tests.push(twins === 0 ? test : { ...test, name: `${test.name} #${twins + 1}` })
  }
  return tests
}

async function readTest(assembly: Assembly, written: WrittenTest, path: Path): Promise<Test | null> {
  const { file, scope, diagnostics } = assembly
  const keys = [...testKinds.map((kind) => kind.key), 'uses'].filter((key) => Object.hasOwn(written, key))
  const [key] = keys
  if (key === 'uses' && keys.length === 1) {
    if (!takes(assembly, written, testKind('sql'), path)) return null
    const custom = await readCustomTest(assembly, written, path)
    return custom === null ? null : { ...custom, ...frameOf(assembly, written, path), others: {} }
  }
  if (key === undefined || keys.length > 1) {
    const message = key === undefined ? 'This test tests nothing.' : `This test is of two kinds: ${keys.join(' and ')}.`
    const hint = `Give it one of: ${testKinds.map((kind) => kind.key).join(', ')}.`
    diagnostics.push(diagnostic('recipe.test_kind', file.placeOf(path), message, hint))
    return null
  }
  const kind = testKind(key)
  const options = written[key]
  const { where = null } = written
  if (where !== null && !(await checkExpression(assembly, where, [...path, 'where']))) return null
  for (const expression of kind.expressions?.(options) ?? [])
    if (!(await checkExpression(assembly, expression, [...path, key]))) return null
  if (!takes(assembly, written, kind, path)) return null
  const query = kind.query ? await readQuery(assembly, String(options), [...path, key]) : null
  if (kind.query && query === null) return null
  const reads = query === null ? [] : resolveReads(assembly, query, [...path, key])
  if (query !== null && reads.length < query.shape.reads.length) return null
  const others: Record<string, NodeId> = {}
  for (const other of kind.others?.(options) ?? []) {
    const found = scope.resolve(null, other)
    if (found !== null) others[other] = found
    else if (!scope.mayBe(other)) {
      const hint = didYouMean(other, scope.known())
      diagnostics.push(
        diagnostic('recipe.unknown_node', file.placeOf([...path, key]), `There is no node or source "${other}".`, hint),
      )
    }
  }
  return {
    name: kind.name(options),
    kind: key,
    options,
    ...frameOf(assembly, written, path),
    query,
    reads: [...reads, ...Object.values(others)],
    others,
  }
}

/** Queries leave rows; what other kinds leave is somewhere else. */
export function leavesRows(written: Assembly['written']): boolean {
  return written.sql !== undefined
}

/** What may be said of a test of any kind. */
function frameOf({ file }: Assembly, written: WrittenTest, path: Path) {
  return {
    severity: written.severity ?? 'stop',
    description: written.description ?? null,
    owner: written.owner ?? null,
    tags: written.tags ?? [],
    where: written.where ?? null,
    failIf: written.fail_if === undefined ? null : failIfOf(written.fail_if),
    samples: written.samples ?? false,
    place: file.placeOf(path),
  } as const
}

/** Options that mean nothing for this kind are refused: ignored, they would promise what is not done. */
function takes({ file, diagnostics }: Assembly, written: WrittenTest, kind: TestKind<unknown>, path: Path): boolean {
  const refused = [
    ...(written.where !== undefined && !kind.takes.where ? ['where'] : []),
    ...(written.fail_if !== undefined && !kind.takes.failIf ? ['fail_if'] : []),
  ]
  for (const key of refused)
    diagnostics.push(
      diagnostic('recipe.test_option', file.keyPlace(path, key), `\`${kind.key}\` tests have no \`${key}\`.`),
    )
  return refused.length === 0
}

/** `> 1%`, `>= 10`: the schema has made sure of the form. */
function failIfOf(written: string): FailIf {
  const [, compare, amount, percent] = /^(>=?) ?([\d.]+)(%?)$/.exec(written) ?? []
  return { compare: compare === '>=' ? '>=' : '>', amount: Number(amount), percent: percent === '%' }
}
