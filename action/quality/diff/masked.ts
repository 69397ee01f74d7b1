import { fingerprintsOf } from '../../../recipes-schema/fingerprint/fingerprint.ts'
import type { Use } from '../../../recipes-schema/kinds/kind.ts'
import type { NodeId, Project } from '../../../recipes-schema/recipe/types.ts'

/** The columns that masks reach, in lower case; `all`: which rows there are may differ too. */
export type Masked = ReadonlySet<string> | 'all'

/**
 * What masks of sources reach, however far down: a column that uses a masked one, and everything of a node whose rows are
 * decided by one or that cannot be taken apart. What is not in it is as in production.
 */
export function maskedIn(project: Project): Map<NodeId, Masked> {
  const reached = new Map<NodeId, Masked>()
  for (const { id, sandbox } of project.sources.values()) {
    const masked = Object.entries(sandbox.mask?.columns ?? {}).filter(([, { how }]) => how !== 'keep')
    if (masked.length > 0) reached.set(id, new Set(masked.map(([name]) => name.toLowerCase())))
  }
  if (reached.size === 0) return reached
  const { own } = fingerprintsOf(project)
  const uses = ({ node, columns }: Use): boolean => {
    const masked = reached.get(node)
    if (masked === undefined) return false
    return masked === 'all' || columns === null || columns.some((column) => masked.has(column.toLowerCase()))
  }
  for (const node of project.order) {
    if (!node.upstreams.some((id) => reached.has(id))) continue
    const parts = own.get(node.id)?.parts() ?? null
    const whole = parts === null || node.whole.some((id) => reached.has(id)) || parts.rows.uses.some(uses)
    const columns = parts?.columns.filter((column) => column.uses.some(uses)) ?? []
    if (whole || columns.some(({ name }) => name === null) || (columns.length > 0 && !parts.divisible))
      reached.set(node.id, 'all')
    else if (columns.length > 0) reached.set(node.id, new Set(columns.map(({ name }) => (name ?? '').toLowerCase())))
  }
  return reached
}
