import type { NodeId, Project, Source } from '../../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../../recipes-schema/sql/rewrite.ts'

/** Which rows both sides can have, where the kitchen did not see all of a source. */
export interface Restriction {
  readonly source: NodeId
  /** The column that says which rows of the source the kitchen saw. */
  readonly column: string
  readonly how: 'keys' | 'window'
  /** For a reader: "10 % of flights by origin". */
  readonly words: string
}

export type Comparable =
  /** All rows, or those that meet every restriction. */
  | { readonly type: 'yes'; readonly by: readonly Restriction[] }
  | { readonly type: 'no'; readonly code: 'sampled' | 'masked'; readonly message: string }

/**
 * Whether a node of a kitchen can be held against production's, by what the kitchen saw of the sources that it stands
 * on. A sample by key or a window can, on the rows of those keys or that window; a random sample or a mask cannot.
 */
export function comparableOf(project: Project, id: NodeId): Comparable {
  const sources = sourcesOf(project, id)
  const masked = sources.find(({ sandbox }) =>
    Object.values(sandbox.mask?.columns ?? {}).some((mask) => mask.how !== 'keep'),
  )
  if (masked !== undefined)
    return {
      type: 'no',
      code: 'masked',
      message: `the kitchen sees ${masked.name} masked, so its values differ anyway.`,
    }
  const random = sources.find(({ sandbox }) => sandbox.sample !== null && sandbox.sample.key === null)
  if (random !== undefined)
    return {
      type: 'no',
      code: 'sampled',
      message: `the kitchen sees a random sample of ${random.name}; a sample by \`key\` could be compared.`,
    }
  return { type: 'yes', by: sources.flatMap(restrictionsOf) }
}

/** The condition for rows that both sides can have. Rows without a value in the column are left out on both sides. */
export function restrictionSql({ column, how }: Restriction, name: string, kitchenSource: string): string {
  const [ours, theirs] = [quoteName(name), quoteName(column)]
  if (how === 'keys') return `${ours} IN (SELECT ${theirs} FROM ${kitchenSource})`
  return `${ours} >= (SELECT min(${theirs}) FROM ${kitchenSource})`
}

function restrictionsOf({ id, name, sandbox: { sample, window } }: Source): Restriction[] {
  const restrictions: Restriction[] = []
  if (sample !== null && sample.key !== null)
    restrictions.push({
      source: id,
      column: sample.key,
      how: 'keys',
      words: `${sample.percent} % of ${name} by ${sample.key}`,
    })
  if (window !== null)
    restrictions.push({ source: id, column: window.by, how: 'window', words: `the newest of ${name} by ${window.by}` })
  return restrictions
}

/** The sources that a node stands on, however far up. */
function sourcesOf(project: Project, id: NodeId): Source[] {
  const seen = new Set<NodeId>()
  const found: Source[] = []
  const visit = (one: NodeId): void => {
    if (seen.has(one)) return
    seen.add(one)
    const source = project.sources.get(one)
    if (source !== undefined) found.push(source)
    for (const upstream of project.nodes.get(one)?.upstreams ?? []) visit(upstream)
  }
  visit(id)
  return found
}
