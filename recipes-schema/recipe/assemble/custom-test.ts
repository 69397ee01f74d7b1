import type { Assembly, Path } from '../../kinds/assembly.ts'
import { readQuery, resolveRead } from '../../kinds/query.ts'
import { literal } from '../../quality/literal.ts'
import { quoteName, rewrite } from '../../sql/rewrite.ts'
import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { folderOf, join } from '../../text/path.ts'
import type { WrittenFile } from '../../written/file.ts'
import type { Scalar, WrittenTest, WrittenTestIngredient } from '../../written/types.ts'
import { lockedFolder } from '../expand/locked.ts'
import { remoteOf } from '../lock.ts'
import { readWritten } from '../read-files.ts'
import { type NodeId, nodeId, type Query, type Test } from '../types.ts'

/** What the folder of a test of one's own holds. */
export const testFile = 'test.yaml'

type Given = Scalar | readonly string[]

/** What a use makes of a test of one's own: a query test of this node. */
export type CustomTest = Pick<Test, 'name' | 'kind' | 'options' | 'query' | 'reads'>

/** Reads the `test.yaml` that a test uses, checks what it is given, and puts that into its query; null with diagnostics. */
export async function readCustomTest(assembly: Assembly, written: WrittenTest, path: Path): Promise<CustomTest | null> {
  const uses = String(written.uses)
  const found = await findTest(assembly, uses, path)
  if (found === null) return null
  const given = readGiven(assembly, found, written, path)
  if (given === null) return null
  // Within its own file: faults of its SQL are told there, whoever uses it.
  const own: Assembly = { ...assembly, file: found.file, folder: folderOf(found.file.source.file), path: [] }
  const template = await readQuery(own, found.value.sql, ['sql'])
  if (template === null) return null
  const query = await filledIn(own, template, found, given)
  const reads = query === null ? null : relationsOf(own, query, found, given)
  if (query === null || reads === null) return null
  const told = [...given].map(([name, value]) => `${name}: ${String(value)}`).join(', ')
  const name = `${found.value.test}(${told.length > 200 ? `${told.slice(0, 200)}…` : told})`
  return { name, kind: 'sql', options: uses, query, reads }
}

interface Found {
  readonly file: WrittenFile
  readonly value: WrittenTestIngredient
}

async function findTest({ tree, file, diagnostics }: Assembly, uses: string, path: Path): Promise<Found | null> {
  const place = file.placeOf([...path, 'uses'])
  const [written = '', ref] = uses.split('@')
  const local = join('', written)
  const isLocal = tree.entries.has(`${local}/${testFile}`)
  const isLocked = !isLocal && remoteOf(uses) !== null
  const folder = isLocked ? await lockedFolder(tree, uses, place, diagnostics) : local
  if (folder === null) return null
  const name = `${folder}/${testFile}`
  if (!tree.entries.has(name)) {
    const folders = [...tree.entries.keys()].filter((one) => one.endsWith('/test.yaml')).map((one) => one.slice(0, -10))
    diagnostics.push(diagnostic('ingredient.unknown', place, `There is no ${name}.`, didYouMean(written, folders)))
    return null
  }
  const faults: Diagnostic[] = []
  const read = await readWritten<WrittenTestIngredient>(tree, 'test', name, faults)
  // Told once, however many use it.
  const known = new Set(diagnostics.map((one) => JSON.stringify(one)))
  diagnostics.push(...faults.filter((one) => !known.has(JSON.stringify(one))))
  if (read === null) return null
  const { value } = read
  if (isLocked || ref === undefined || ref === String(value.version)) return read
  const version = value.version === undefined ? 'no version' : `version ${value.version}`
  diagnostics.push(diagnostic('ingredient.version', place, `${written} has ${version}, not ${ref}.`))
  return null
}

/** What the use gives, and what the test has by itself; null when something is missing or of another type. */
function readGiven(
  { file, diagnostics }: Assembly,
  { file: declaredIn, value: { inputs = {} } }: Found,
  written: WrittenTest,
  path: Path,
): ReadonlyMap<string, Given> | null {
  const before = diagnostics.length
  const told = (written.with ?? {}) as Readonly<Record<string, Given>>
  for (const name of Object.keys(told).filter((name) => !Object.hasOwn(inputs, name))) {
    const place = file.keyPlace([...path, 'with'], name)
    const hint = didYouMean(name, Object.keys(inputs))
    diagnostics.push(diagnostic('ingredient.input', place, `The test has no input "${name}".`, hint))
  }
  const given = new Map<string, Given>()
  for (const [name, { type, default: own }] of Object.entries(inputs)) {
    const value = Object.hasOwn(told, name) ? told[name] : own
    const related = [{ ...declaredIn.keyPlace(['inputs'], name), message: 'the input is declared here' }]
    if (value === undefined) {
      const message = `The test needs the input "${name}", of type ${type}.`
      const hint = `Add \`${name}:\` under \`with:\`.`
      diagnostics.push(diagnostic('ingredient.input', file.placeOf([...path, 'uses']), message, hint, related))
    } else if (isOfType(type, value)) given.set(name, value)
    else {
      const place = Object.hasOwn(told, name) ? file.placeOf([...path, 'with', name]) : file.placeOf([...path, 'uses'])
      const message = `${JSON.stringify(value)} is not of type ${type}.`
      diagnostics.push(diagnostic('ingredient.input', place, message, null, related))
    }
  }
  return diagnostics.length > before ? null : given
}

function isOfType(type: string, value: Given): boolean {
  if (type === 'columns') return typeof value === 'string' || Array.isArray(value)
  if (type === 'integer') return Number.isSafeInteger(value)
  return typeof value === (type === 'column' || type === 'relation' ? 'string' : type)
}

/** The query with names and values where its inputs stand, parsed again: what was given cannot make it another query. */
async function filledIn(
  own: Assembly,
  { text, shape, file, lines }: Query,
  { value: { inputs = {} } }: Found,
  given: ReadonlyMap<string, Given>,
): Promise<Query | null> {
  for (const { name } of shape.parameters) {
    const type = inputs[name]?.type
    if (type !== undefined && type !== 'relation') continue
    const message = type === undefined ? `$${name} is no input.` : `${name} is a relation: read it by its name.`
    own.diagnostics.push(
      diagnostic('sql.unknown_parameter', own.file.placeOf(['sql']), message, didYouMean(name, Object.keys(inputs))),
    )
    return null
  }
  const filled = rewrite(text, shape, {
    relation: () => null,
    parameter(name) {
      const value = given.get(name) ?? ''
      const isName = inputs[name]?.type === 'column' || inputs[name]?.type === 'columns'
      if (isName || typeof value === 'object')
        return [value]
          .flat()
          .map((one) => quoteName(String(one)))
          .join(', ')
      return typeof value === 'string' ? literal(value, own.dialect) : `(${literal(value)})`
    },
  })
  const parsed = await own.parser.parse(filled, own.dialect)
  if (parsed.ok && parsed.shape.reads.length === shape.reads.length)
    return { text: filled, shape: parsed.shape, file, lines }
  const message = `With these inputs the SQL is no query: ${parsed.ok ? 'it reads something else' : parsed.message}.`
  own.diagnostics.push(diagnostic('sql.syntax', own.file.placeOf(['sql']), message))
  return null
}

/** What the query reads: the node under test as `this`, relations by the names of inputs, others as anywhere. */
function relationsOf(
  own: Assembly,
  { shape }: Query,
  { value: { inputs = {} } }: Found,
  given: ReadonlyMap<string, Given>,
): NodeId[] | null {
  const reads = shape.reads.map(({ catalog, schema, name }) => {
    if (schema === null && name.toLowerCase() === 'this') return nodeId(own.recipe.recipe, own.name)
    const input = schema === null && inputs[name]?.type === 'relation' ? String(given.get(name)) : null
    const found = resolveRead(own, { catalog, schema, name: input ?? name })
    if (found === null && !(catalog === null && own.scope.mayBe(input ?? name))) {
      const hint = didYouMean(input ?? name, ['this', ...Object.keys(inputs), ...own.scope.known()])
      const message = `Nobody makes the relation ${input ?? name}.`
      own.diagnostics.push(diagnostic('sql.unknown_relation', own.file.placeOf(['sql']), message, hint))
    }
    return found
  })
  return reads.every((id) => id !== null) ? reads : null
}
