import { unitTestFolder } from '../../recipe/from-dbt.ts'
import type { Tree } from '../../recipe/tree.ts'
import type { Node, NodeId, Project, Recipe, SqlNode } from '../../recipe/types.ts'
import { type Diagnostic, diagnostic, sortDiagnostics } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { join } from '../../text/path.ts'
import { checkShape } from '../../written/check.ts'
import { readYaml, type WrittenFile } from '../../written/yaml.ts'
import { columnsRead } from './columns-read.ts'
import type {
  Expected,
  Given,
  UnitTest,
  WrittenExpected,
  WrittenGiven,
  WrittenUnitTest,
  WrittenUnitTests,
} from './types.ts'

/** Reads all files of unit tests: `tests/*.yaml` beside a recipe, or those that were made of a dbt project's. Every fault is a diagnostic; a test with one is left out. */
export async function readUnitTests(
  tree: Tree,
  project: Project,
): Promise<{ tests: UnitTest[]; diagnostics: Diagnostic[] }> {
  const tests: UnitTest[] = []
  const diagnostics: Diagnostic[] = []
  for (const recipe of project.recipes) {
    const folder = `${recipe.file.slice(0, recipe.file.lastIndexOf('/') + 1)}${recipe.fromDbt === null ? 'tests/' : unitTestFolder}`
    const paths = [...tree.entries.keys()].filter((path) => path.startsWith(folder) && /\.ya?ml$/.test(path))
    for (const path of paths.sort()) {
      const read = readYaml(path, await tree.read(path))
      const faults = read.ok ? checkShape('tests', read.file) : read.diagnostics
      diagnostics.push(...faults)
      if (read.ok && faults.length === 0)
        tests.push(...readFile({ tree, project, recipe, file: read.file, folder: folderOf(path), diagnostics }))
    }
  }
  return { tests, diagnostics: sortDiagnostics(diagnostics) }
}

interface Reading {
  readonly tree: Tree
  readonly project: Project
  readonly recipe: Recipe
  readonly file: WrittenFile
  /** The file's folder with a closing slash. */
  readonly folder: string
  readonly diagnostics: Diagnostic[]
}

function readFile(reading: Reading): UnitTest[] {
  const value = reading.file.value as WrittenUnitTests
  return value.tests.flatMap((written, index) => {
    const before = reading.diagnostics.length
    const test = readTest(reading, value, written, ['tests', index])
    return test === null || reading.diagnostics.length > before ? [] : [test]
  })
}

function readTest(
  reading: Reading,
  { node: fileNode }: WrittenUnitTests,
  written: WrittenUnitTest,
  path: readonly (string | number)[],
): UnitTest | null {
  const { file, recipe, diagnostics } = reading
  const name = written.node ?? fileNode
  if (name === undefined) {
    const message = `"${written.name}" is a test of no node.`
    diagnostics.push(diagnostic('unit.no_node', file.placeOf(path), message, 'Add `node:` to it, or to the file.'))
    return null
  }
  const at = written.node === undefined ? ['node'] : [...path, 'node']
  const node = nodeNamed(reading, name, at)
  if (node === null) return null
  for (const variable of Object.keys(written.vars ?? {})) {
    if (recipe.variables.has(variable)) continue
    const hint = didYouMean(variable, [...recipe.variables.keys()])
    const place = file.keyPlace([...path, 'vars'], variable)
    diagnostics.push(diagnostic('expression.unknown_variable', place, `There is no variable "${variable}".`, hint))
  }
  const given = new Map<NodeId, Given>()
  for (const [other, rows] of Object.entries(written.given)) {
    const found = resolve(reading, other, file.keyPlace([...path, 'given'], other))
    if (found !== null) given.set(found, readGiven(reading, rows, [...path, 'given', other]))
  }
  const computed = closure(reading, node, given, file.placeOf([...path, 'given']))
  const unread = [...given.keys()].filter((id) => !computed.some((one) => one.relations.includes(id)))
  for (const id of unread) {
    const other = Object.keys(written.given).find((name) => id.endsWith(`.${name.toLowerCase()}`)) ?? id
    const place = file.keyPlace([...path, 'given'], other)
    diagnostics.push(diagnostic('unit.unread', place, `${node.name} does not read ${other}.`, 'Leave it out.'))
  }
  return {
    name: written.name,
    node,
    place: file.placeOf([...path, 'name']),
    given: withColumnsRead(reading.project, computed, given),
    computed,
    vars: written.vars ?? {},
    env: written.env ?? {},
    order: written.order ?? {},
    measures: written.measures ?? {},
    expect: readExpected(reading, node, written.expect, [...path, 'expect']),
  }
}

function nodeNamed(reading: Reading, name: string, path: readonly (string | number)[]): SqlNode | null {
  const { project, file, diagnostics } = reading
  const id = resolve(reading, name, file.placeOf(path))
  const node = id === null ? undefined : project.nodes.get(id)
  if (id === null) return null
  if (node?.kind === 'sql') return node
  const what = node === undefined ? 'a source' : `a \`${node.kind}\` node`
  const message = `${name} is ${what}; unit tests are of \`sql\` nodes.`
  diagnostics.push(diagnostic('unit.not_sql', file.placeOf(path), message))
  return null
}

/** The node or source of a name as the recipe sees it: its own first, then the one of another recipe. */
function resolve(
  { project, recipe, diagnostics }: Reading,
  written: string,
  place: Diagnostic | ReturnType<WrittenFile['placeOf']>,
): NodeId | null {
  const name = written.toLowerCase()
  const all = [...project.sources.values(), ...project.order]
  const named = all.filter((one) => one.name === name)
  const found = named.find((one) => one.recipe === recipe.name) ?? (named.length === 1 ? named[0] : undefined)
  if (found !== undefined) return found.id
  const hint = didYouMean(
    name,
    all.map((one) => one.name),
  )
  diagnostics.push(diagnostic('unit.unknown_relation', place, `There is no node or source "${written}".`, hint))
  return null
}

/** The nodes to compute, upstreams first: the node, and those that it reads as far as nothing is given for them. */
function closure(
  { project, diagnostics }: Reading,
  node: SqlNode,
  given: ReadonlyMap<NodeId, Given>,
  place: ReturnType<WrittenFile['placeOf']>,
): SqlNode[] {
  const needed = new Set<NodeId>()
  const visit = (one: SqlNode): void => {
    if (needed.has(one.id)) return
    needed.add(one.id)
    for (const id of new Set(one.relations)) {
      if (given.has(id)) continue
      const upstream: Node | undefined = project.nodes.get(id)
      if (upstream?.kind === 'sql') visit(upstream)
      else {
        const name = id.slice(id.indexOf('.') + 1)
        const message = `Nothing is given for ${name}, which ${one.name} reads.`
        diagnostics.push(
          diagnostic('unit.missing_given', place, message, `Add \`${name}:\` with its rows, or [] for none.`),
        )
      }
    }
  }
  visit(node)
  return project.order.filter((one): one is SqlNode => one.kind === 'sql' && needed.has(one.id))
}

/** Columns that are read and that no row has are NULL, so that rows need to say only what matters. */
function withColumnsRead(
  project: Project,
  computed: readonly SqlNode[],
  given: ReadonlyMap<NodeId, Given>,
): Map<NodeId, Given> {
  const read = columnsRead(project, computed, given)
  return new Map(
    [...given].map(([id, one]) => {
      const declared = (project.sources.get(id)?.columns ?? []).map(({ name, type }) => [name, type] as const)
      const missing = [...(read.get(id) ?? [])].map((name) => [name, null] as const)
      return [
        id,
        { ...one, columns: { ...Object.fromEntries(missing), ...Object.fromEntries(declared), ...one.columns } },
      ]
    }),
  )
}

function readGiven(reading: Reading, written: WrittenGiven, path: readonly (string | number)[]): Given {
  if (isRows(written)) return { rows: written, file: null, columns: {} }
  const { rows = [], file, columns = {} } = written
  return { rows, file: fileOf(reading, file, [...path, 'file']), columns }
}

function isRows(
  written: WrittenGiven | WrittenUnitTest['expect'],
): written is Extract<WrittenGiven, readonly unknown[]> {
  return Array.isArray(written)
}

function readExpected(
  reading: Reading,
  node: SqlNode,
  written: WrittenUnitTest['expect'],
  path: readonly (string | number)[],
): Expected {
  const options: WrittenExpected = isRows(written) ? { rows: written } : written
  const { rows = null, file, ordered = false, key, tolerance = null, count = null, error = null } = options
  const unique = node.tests.find(({ kind }) => kind === 'unique')?.options as string | readonly string[] | undefined
  return {
    rows,
    file: fileOf(reading, file, [...path, 'file']),
    ordered,
    key: key ?? (unique === undefined ? [] : [unique].flat()),
    tolerance,
    count,
    error,
  }
}

/** A file's path from the repository's root. */
function fileOf(
  { tree, folder, file, diagnostics }: Reading,
  written: string | undefined,
  path: readonly (string | number)[],
): string | null {
  if (written === undefined) return null
  const name = join(folder, written)
  if (tree.entries.has(name)) return name
  const siblings = [...tree.entries.keys()]
    .filter((one) => one.startsWith(folder))
    .map((one) => one.slice(folder.length))
  diagnostics.push(
    diagnostic('unit.no_file', file.placeOf(path), `There is no file ${name}.`, didYouMean(written, siblings)),
  )
  return name
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
