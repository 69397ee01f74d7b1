import type { NodeId, Project, Source } from '../../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../../recipes-schema/sql/rewrite.ts'
import { type Interval, insideSql, intervalWords } from '../../nodes/intervals.ts'
import type { Part } from '../parts.ts'
import { maskedIn } from './masked.ts'

/** Which rows both sides can have, where the kitchen did not see all of a source or made a part of a node. */
export type Restriction = {
  /** The column that says which rows those are. */
  readonly column: string
  /** For a reader: "10 % of flights by origin". */
  readonly words: string
} & (
  | { readonly how: 'keys' | 'window'; readonly source: NodeId }
  | { readonly how: 'intervals'; readonly intervals: readonly Interval[] }
)

export type Comparable =
  /** All rows, or those that meet every restriction; without the columns that masks reach, in lower case. */
  | { readonly type: 'yes'; readonly by: readonly Restriction[]; readonly masked: ReadonlySet<string> }
  | { readonly type: 'no'; readonly code: 'sampled' | 'masked'; readonly message: string }

/**
 * Whether a node of a kitchen can be held against production's, by what the kitchen saw of the sources that it stands
 * on. A sample by key or a window can, on the rows of those keys or that window; a random sample cannot, nor can what a
 * mask reaches.
 */
export function comparableOf(project: Project, id: NodeId, parts: ReadonlyMap<NodeId, Part>): Comparable {
  const below = standsOn(project, id)
  const sources = below.flatMap((one) => project.sources.get(one) ?? [])
  const masked = maskedIn(project).get(id) ?? new Set()
  if (masked === 'all') {
    const source = sources.find((one) => isMasked(one))
    return {
      type: 'no',
      code: 'masked',
      message: `the kitchen sees ${source?.name} masked, and its rows depend on that.`,
    }
  }
  const random = sources.find(({ sandbox }) => sandbox.sample !== null && sandbox.sample.key === null)
  if (random !== undefined)
    return {
      type: 'no',
      code: 'sampled',
      message: `the kitchen sees a random sample of ${random.name}; a sample by \`key\` could be compared.`,
    }
  const made = below.flatMap((one) => partRestriction(one, parts.get(one)))
  return { type: 'yes', by: [...sources.flatMap(restrictionsOf), ...made], masked }
}

/** The condition for rows that both sides can have. Rows without a value in the column are left out on both sides. */
export function restrictionSql(restriction: Restriction, name: string, kitchenSource: string | null): string {
  const [ours, theirs] = [quoteName(name), quoteName(restriction.column)]
  switch (restriction.how) {
    case 'intervals':
      return restriction.intervals.map((one) => insideSql(ours, one)).join(' OR ') || 'FALSE'
    case 'keys':
      return `${ours} IN (SELECT ${theirs} FROM ${kitchenSource})`
    case 'window':
      return `${ours} >= (SELECT min(${theirs}) FROM ${kitchenSource})`
  }
}

function partRestriction(id: NodeId, part: Part | undefined): Restriction[] {
  if (part === undefined) return []
  const { by, intervals } = part
  const name = id.slice(id.indexOf('.') + 1)
  return [{ column: by, how: 'intervals', intervals, words: `${intervals.map(intervalWords).join(', ')} of ${name}` }]
}

function isMasked({ sandbox }: Source): boolean {
  return Object.values(sandbox.mask?.columns ?? {}).some(({ how }) => how !== 'keep')
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

/** A node and all that it stands on, however far up. */
function standsOn(project: Project, id: NodeId): NodeId[] {
  const seen = new Set<NodeId>()
  const visit = (one: NodeId): void => {
    if (seen.has(one)) return
    seen.add(one)
    for (const upstream of project.nodes.get(one)?.upstreams ?? []) visit(upstream)
  }
  visit(id)
  return [...seen]
}
