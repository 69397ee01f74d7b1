import { fingerprintsOf } from '../../fingerprint/fingerprint.ts'
import type { NodeId, Project, SqlNode } from '../../recipe/types.ts'
import { columnsOf } from '../../sql/columns/index.ts'
import { lexisOf } from '../../sql/lexis/lexis.ts'
import { tokensOf } from '../../sql/lexis/tokens.ts'
import { columnNames } from './infer.ts'
import type { Given } from './types.ts'

/**
 * The columns that queries read of what is given, as far as it can be proved: an upstream's own columns, where they are
 * known, together with those of the rows.
 */
export function columnsRead(
  project: Project,
  computed: readonly SqlNode[],
  given: ReadonlyMap<NodeId, Given>,
): Map<NodeId, ReadonlySet<string>> {
  const declared = declaredNames(project)
  const found = new Map<NodeId, Set<string>>()
  // Where nobody declares them, what the rows have and what the queries call by its relation's name.
  for (const { query, relations } of computed)
    for (const [read, id] of relations.entries()) {
      const one = given.get(id)
      if (one !== undefined && declared(id) === null) add(found, id, [...namesIn(one), ...qualifiedNames(query, read)])
    }
  const names = (id: NodeId | undefined): readonly string[] | null => {
    if (id === undefined) return null
    const told = [...(found.get(id) ?? [])]
    return declared(id) ?? (told.length > 0 ? told : null)
  }
  for (const { query, relations } of computed) {
    const columns = columnsOf(query.shape, (read) => names(relations[read]))
    if (columns === null) continue
    for (const { read, columns: used } of [columns.rows, ...columns.columns].flatMap((part) => part.uses)) {
      const id = relations[read]
      if (id === undefined || !given.has(id)) continue
      const known = names(id) ?? []
      const spelled = (column: string): string =>
        known.find((name) => name.toLowerCase() === column.toLowerCase()) ?? column
      add(found, id, (used ?? known).map(spelled))
    }
  }
  return found
}

/** An upstream node's columns where its query proves them, a source's where the recipe declares them. */
function declaredNames(project: Project): (id: NodeId) => readonly string[] | null {
  const prints = fingerprintsOf(project).own
  return (id) => prints.get(id)?.names ?? project.sources.get(id)?.columns?.map(({ name }) => name) ?? null
}

function namesIn({ rows, file, columns }: Given): string[] {
  return file === null ? [...columnNames(rows), ...Object.keys(columns)] : []
}

function add(found: Map<NodeId, Set<string>>, id: NodeId, columns: readonly string[]): void {
  found.set(id, new Set([...(found.get(id) ?? []), ...columns]))
}

/** Of a relation whose columns nobody declares: the names that stand behind its own in the query, as `airports.iata`. */
function qualifiedNames({ text, shape }: SqlNode['query'], read: number): string[] {
  const relation = shape.reads[read]
  if (relation === undefined) return []
  const own = (relation.alias ?? relation.name).toLowerCase()
  const tokens = tokensOf(text, lexisOf(shape.dialect)).filter(({ type }) => type !== 'space' && type !== 'comment')
  const textOf = (index: number): string => text.slice(tokens[index]?.start, tokens[index]?.end)
  return tokens.flatMap((token, index) => {
    const isColumn = token.type === 'word' && textOf(index - 1) === '.' && textOf(index - 2).toLowerCase() === own
    return isColumn && textOf(index + 1) !== '(' ? [textOf(index).toLowerCase()] : []
  })
}
