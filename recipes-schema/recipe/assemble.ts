import { readTemplate } from '../expression/template.ts'
import {
  type Assembly,
  checkExpression,
  join,
  measureName,
  type Path,
  readQuery,
  resolveReads,
} from '../kinds/assembly.ts'
import { nodeKind, nodeKinds } from '../kinds/index.ts'
import { measureKind } from '../quality/measures/index.ts'
import { testKind, testKinds } from '../quality/tests/index.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import type { WrittenMeasure, WrittenRecipe, WrittenTest, WrittenVariable } from '../written/types.ts'
import type { WrittenFile } from '../written/yaml.ts'
import {
  type Measure,
  type Node,
  type NodeId,
  nodeId,
  type Recipe,
  type Source,
  type Test,
  type Variable,
} from './types.ts'

type RecipeAssembly = Pick<Assembly, 'tree' | 'parser' | 'names' | 'diagnostics'> & {
  readonly file: WrittenFile
  readonly value: WrittenRecipe
}

/** Turns a written recipe into a recipe: every name resolved, every query parsed. Nodes with faults are left out. */
export async function assembleRecipe({ value: recipe, file, ...rest }: RecipeAssembly): Promise<Recipe> {
  const folder = file.source.file.slice(0, file.source.file.lastIndexOf('/') + 1)
  const variables = readVariables(recipe, file, rest.diagnostics)
  const nodes: Node[] = []
  for (const [name, written] of Object.entries(recipe.nodes)) {
    const path = ['nodes', name]
    const node = await assembleNode({ ...rest, file, recipe, folder, variables, name, written, path })
    if (node !== null) nodes.push(node)
  }
  return {
    name: recipe.recipe,
    file: file.source.file,
    description: recipe.description ?? null,
    variables,
    sources: readSources(recipe, file, rest.diagnostics),
    nodes,
  }
}

async function assembleNode(assembly: Assembly): Promise<Node | null> {
  const { written, file, path, name, recipe, diagnostics } = assembly
  const place = file.keyPlace(['nodes'], name)
  if (recipe.sources !== undefined && name in recipe.sources) {
    const related = { ...file.keyPlace(['sources'], name), message: 'the source of that name' }
    diagnostics.push(
      diagnostic('recipe.duplicate', place, `"${name}" is a source and a node.`, 'Rename one.', [related]),
    )
  }
  const keys = nodeKinds.map((kind) => kind.key).filter((key) => key in written)
  const [key] = keys
  if (key === undefined || keys.length > 1) {
    const message = key === undefined ? `"${name}" does nothing.` : `"${name}" is of two kinds: ${keys.join(' and ')}.`
    diagnostics.push(
      diagnostic(
        'recipe.node_kind',
        place,
        message,
        `Give it one of: ${nodeKinds.map((kind) => kind.key).join(', ')}.`,
      ),
    )
    return null
  }
  const kind = nodeKind(key)
  for (const other of nodeKinds) {
    if (other.key === key) continue
    for (const option of other.options.filter((option) => option in written))
      diagnostics.push(
        diagnostic('recipe.unknown_key', file.keyPlace(path, option), `"${option}" belongs to \`${other.key}\` nodes.`),
      )
  }
  const assembled = await kind.assemble(assembly)
  const needs = readNeeds(assembly)
  const tests = await readTests(assembly)
  const measures = await readMeasures(assembly)
  if (assembled === null) return null
  const whole = [...assembled.upstreams, ...needs]
  return {
    ...assembled.own,
    id: nodeId(recipe.recipe, name),
    recipe: recipe.recipe,
    name,
    description: written.description ?? null,
    upstreams: [...new Set([...assembled.reads, ...whole])].sort(),
    whole: [...new Set(whole)].sort(),
    tests,
    measures,
    variables: assembled.references.variables,
    ambient: assembled.references.ambient,
    measuresUsed: assembled.references.measures,
    timeoutMinutes: written['timeout-minutes'] ?? null,
    place,
    files: [...new Set([file.source.file, ...assembled.files])].map((path) => ({
      path,
      blob: assembly.tree.entries.get(path) ?? '',
    })),
  } as unknown as Node
}

function readNeeds({ written, names, recipe, file, path, diagnostics }: Assembly): NodeId[] {
  return (written.needs ?? []).flatMap((need, index) => {
    const found = names.resolve(recipe.recipe, null, need)
    if (found !== null) return [found]
    const place = file.placeOf([...path, 'needs', index])
    diagnostics.push(
      diagnostic(
        'recipe.unknown_node',
        place,
        `There is no node "${need}".`,
        didYouMean(need, names.known(recipe.recipe)),
      ),
    )
    return []
  })
}

async function readTests(assembly: Assembly): Promise<Test[]> {
  const tests: Test[] = []
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
  const { file, names, recipe, diagnostics } = assembly
  const keys = testKinds.map((kind) => kind.key).filter((key) => key in written)
  const [key] = keys
  if (key === undefined || keys.length > 1) {
    const message = key === undefined ? 'This test tests nothing.' : `This test is of two kinds: ${keys.join(' and ')}.`
    diagnostics.push(
      diagnostic(
        'recipe.test_kind',
        file.placeOf(path),
        message,
        `Give it one of: ${testKinds.map((kind) => kind.key).join(', ')}.`,
      ),
    )
    return null
  }
  const kind = testKind(key)
  const options = written[key]
  if (kind.expression && !(await checkExpression(assembly, String(options), [...path, key]))) return null
  const query = kind.query ? await readQuery(assembly, String(options), [...path, key]) : null
  if (kind.query && query === null) return null
  const reads = query === null ? [] : resolveReads(assembly, query, [...path, key])
  if (query !== null && reads.length < query.shape.reads.length) return null
  const others: Record<string, NodeId> = {}
  for (const other of kind.others?.(options) ?? []) {
    const found = names.resolve(recipe.recipe, null, other)
    if (found !== null) others[other] = found
    else {
      const hint = didYouMean(other, names.known(recipe.recipe))
      diagnostics.push(
        diagnostic('recipe.unknown_node', file.placeOf([...path, key]), `There is no node or source "${other}".`, hint),
      )
    }
  }
  return {
    name: kind.name(options),
    kind: key,
    options,
    severity: written.severity ?? 'stop',
    description: written.description ?? null,
    place: file.placeOf(path),
    query,
    reads: [...reads, ...Object.values(others)],
    others,
  }
}

async function readMeasures(assembly: Assembly): Promise<Measure[]> {
  const { written, file, path, diagnostics } = assembly
  const measures: Measure[] = []
  for (const [index, one] of (written.measures ?? []).entries()) {
    const place = file.placeOf([...path, 'measures', index])
    const measure = readMeasure(one, place)
    const fault = measure.kind === '' ? 'This measure measures nothing.' : duplicateOf(measure, measures)
    if (fault === null) {
      const at = [...path, 'measures', index, measure.kind]
      const { expressions } = measureKind(measure.kind)
      const checks = (expressions?.(measure.options) ?? []).map((text) => checkExpression(assembly, text, at))
      if ((await Promise.all(checks)).every(Boolean)) measures.push(measure)
    } else
      diagnostics.push(
        diagnostic('recipe.measure', place, fault, measure.kind === '' ? null : 'Give it a `name:` of its own.'),
      )
  }
  return measures
}

function readMeasure(written: WrittenMeasure, place: Measure['place']): Measure {
  const name = measureName(written)
  if (typeof written === 'string') return { name, kind: written, options: null, place }
  const kinds = Object.entries(written).filter(([key]) => key !== 'name')
  const [kind, options] = kinds.length === 1 ? (kinds[0] ?? ['', null]) : ['', null]
  return { name, kind, options, place }
}

function duplicateOf(measure: Measure, others: readonly Measure[]): string | null {
  return others.some((other) => other.name === measure.name) ? `The measure "${measure.name}" is here twice.` : null
}

function readVariables(
  recipe: WrittenRecipe,
  file: WrittenFile,
  diagnostics: Assembly['diagnostics'],
): Map<string, Variable> {
  const variables = new Map<string, Variable>()
  for (const [name, { type, default: value }] of Object.entries(recipe.variables ?? {})) {
    const place = file.placeOf(['variables', name, 'default'])
    if (!isOfType(type, value))
      diagnostics.push(diagnostic('recipe.variable_type', place, `${JSON.stringify(value)} is not of type ${type}.`))
    variables.set(name, { name, type, value, place })
  }
  return variables
}

function isOfType(type: WrittenVariable['type'], value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value)
  return typeof value === type
}

function readSources(recipe: WrittenRecipe, file: WrittenFile, diagnostics: Assembly['diagnostics']): Source[] {
  return Object.entries(recipe.sources ?? {}).map(([name, source]) => {
    const place = file.keyPlace(['sources'], name)
    for (const fault of readTemplate(source.file).faults)
      diagnostics.push(diagnostic('expression.syntax', place, `This expression is not understood: ${fault.message}.`))
    const folder = file.source.file.slice(0, file.source.file.lastIndexOf('/') + 1)
    // A path in the repository is meant from the recipe's folder, as every other path in a recipe.
    const path =
      source.file.includes('${{') || /^(\/|[a-z]+:)/i.test(source.file) ? source.file : join(folder, source.file)
    return {
      id: nodeId(recipe.recipe, name),
      recipe: recipe.recipe,
      name,
      description: source.description ?? null,
      file: path,
      place,
    }
  })
}
