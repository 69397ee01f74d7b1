import type { Assembly } from '../../kinds/assembly.ts'
import { bracketed, readBare } from '../../kinds/bare.ts'
import { nodeKind, nodeKinds } from '../../kinds/index.ts'
import { merged, noReferences } from '../../kinds/references.ts'
import { diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { secondsOf } from '../../text/units.ts'
import { type Node, type NodeId, nodeId } from '../types.ts'
import { readMeasures } from './measures.ts'
import { readTests } from './tests.ts'

const defaultBackoff = 10

/** One node, or null when something is wrong with it; the diagnostics then say what. */
export async function assembleNode(assembly: Assembly): Promise<Node | null> {
  const { written, file, path, place, name, recipe, diagnostics } = assembly
  if (recipe.sources !== undefined && Object.hasOwn(recipe.sources, name)) {
    const related = { ...file.keyPlace(['sources'], name), message: 'the source of that name' }
    diagnostics.push(
      diagnostic('recipe.duplicate', place, `"${name}" is a source and a node.`, 'Rename one.', [related]),
    )
  }
  const key = kindOf(assembly)
  if (key === null) return null
  const kind = nodeKind(key)
  checkOptions(assembly, key)
  checkSandbox(assembly, key)
  const assembled = await kind.assemble(assembly)
  const condition = conditionOf(written.if)
  const inCondition =
    typeof written.if === 'string' ? readBare(assembly, written.if, [...path, 'if'], 'condition') : noReferences
  const needs = readNeeds(assembly)
  const tests = await readTests(assembly)
  const measures = await readMeasures(assembly)
  if (assembled === null) return null
  const references = merged(assembled.references, inCondition)
  const whole = [...assembled.upstreams, ...inCondition.upstreams, ...needs]
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
    variables: references.variables,
    ambient: references.ambient,
    measuresUsed: references.measures,
    connection: assembly.connection,
    condition,
    timeoutMinutes: written['timeout-minutes'] ?? null,
    retry: retryOf(written.retry),
    continueOnError: written['continue-on-error'] ?? false,
    concurrency: written.concurrency ?? null,
    tags: written.tags ?? [],
    owner: written.owner ?? null,
    was: written.was ?? [],
    aliases: assembly.scope.aliases,
    matrix: assembly.matrix,
    outside: written.outside ?? kind.outside,
    sandbox: written.sandbox ?? null,
    place,
    files: [...new Set([file.source.file, ...assembled.files])].map((path) => ({
      path,
      blob: assembly.tree.entries.get(path) ?? '',
    })),
  } as unknown as Node
}

/** The kind whose key the node has; null when it has none or several. */
function kindOf({ written, place, name, diagnostics }: Assembly): string | null {
  const keys = nodeKinds.map((kind) => kind.key).filter((key) => Object.hasOwn(written, key))
  const [key] = keys
  if (key !== undefined && keys.length === 1) return key
  const message = key === undefined ? `"${name}" does nothing.` : `"${name}" is of two kinds: ${keys.join(' and ')}.`
  const hint = `Give it one of: ${nodeKinds.map((kind) => kind.key).join(', ')}.`
  diagnostics.push(diagnostic('recipe.node_kind', place, message, hint))
  return null
}

/** Options that other kinds understand and this one does not. */
function checkOptions({ written, file, path, diagnostics }: Assembly, key: string): void {
  const own = nodeKind(key).options
  for (const option of Object.keys(written)) {
    if (Object.hasOwn(own, option)) continue
    const owners = nodeKinds.filter((kind) => Object.hasOwn(kind.options, option)).map((kind) => `\`${kind.key}\``)
    if (owners.length === 0) continue
    const message = `"${option}" belongs to ${owners.join(', ')} nodes.`
    diagnostics.push(diagnostic('recipe.unknown_key', file.keyPlace(path, option), message))
  }
}

/** In a kitchen the sandbox takes the place of the kind's own options; a request checks its own more closely. */
function checkSandbox({ written: { sandbox }, file, path, diagnostics }: Assembly, key: string): void {
  if (sandbox === undefined || key === 'http') return
  const { properties = {} } = nodeKind(key).schema as { readonly properties?: object }
  const known = Object.keys(properties)
  for (const option of Object.keys(sandbox).filter((option) => !known.includes(option))) {
    const place = file.keyPlace([...path, 'sandbox'], option)
    const message = `A \`${key}\` node has no option "${option}" that could be another one in a kitchen.`
    diagnostics.push(diagnostic('recipe.unknown_key', place, message, didYouMean(option, known)))
  }
}

function readNeeds({ written, scope, file, path, diagnostics }: Assembly): NodeId[] {
  return (written.needs ?? []).flatMap((need, index) => {
    const found = scope.all(need)
    if (found.length > 0 || scope.mayBe(need)) return found
    const place = file.placeOf([...path, 'needs', index])
    const hint = didYouMean(need, scope.known())
    diagnostics.push(diagnostic('recipe.unknown_node', place, `There is no node "${need}".`, hint))
    return []
  })
}

function conditionOf(written: string | boolean | undefined): string | null {
  if (written === undefined || written === true) return null
  return written === false ? '${{ false }}' : bracketed(written)
}

function retryOf(written: Assembly['written']['retry']): Node['retry'] {
  if (written === undefined) return null
  const { attempts, backoff } = written
  return { attempts, backoffSeconds: backoff === undefined ? defaultBackoff : secondsOf(backoff) }
}
