import type { Node } from '../recipe/types.ts'
import { canonicalJson } from '../text/digest.ts'
import { type Acting, givenBy, inKitchen, ownTask, secretsIn } from './outside-policy.ts'
import { withValues } from './settled-values.ts'

/**
 * The node with what the base has kitchens do for it. Where that has a connection of its own (or is a program of the
 * repository's), the head's other options are tried there, unless they name secrets that the base's did not; where it
 * shares production's, the whole task is the base's. What decides the node's fingerprint stays as it is.
 */
export function baseTask(node: Acting, base: Acting): Node {
  const task = inKitchen(base)
  if (task === null || base.kind !== node.kind) return node
  const [whole, given] = [withValues(task, base), withValues(givenBy(base), base)] as const
  const frame = { outside: base.outside, sandbox: base.sandbox ?? {} }
  if ('request' in node) return { ...node, ...frame, sandboxed: whole as typeof node.sandboxed }
  const apart = partlyOwn(node, base, whole as Options)
  const isKnown = apart !== null && isSubset(secretsIn([apart, node.parameters]), secretsIn([whole, given]))
  if (isKnown) return { ...node, ...frame, sandboxed: apart }
  const same = canonicalJson(given) === canonicalJson(withValues(node.parameters, node))
  const sandboxedWith = same ? null : (given as typeof node.parameters)
  return { ...node, ...frame, sandboxed: whole as Options, sandboxedWith }
}

type Options = Readonly<Record<string, unknown>>

/** The head's options with the base's sandbox over them; null where nothing keeps those apart from production. */
function partlyOwn(node: Acting, base: Acting, whole: Options): Options | null {
  if (base.sandbox === null) return null
  const over = withValues(base.sandbox, base) as Options
  if (node.kind === 'dbt') return { ...ownTask(node), ...over, ...('target' in whole ? { target: whole.target } : {}) }
  const { connection } = ownTask(base) as Options
  if (over.connection === undefined || over.connection === connection) return null
  return { ...ownTask(node), ...over }
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((one) => all.has(one))
}
