import { madeFolder, unitTestFolder } from '../../../recipes-schema/recipe/from-dbt.ts'
import type { SqlParser } from '../../../recipes-schema/sql/parser.ts'
import { count } from '../../../recipes-schema/text/count.ts'
import type { WrittenNode, WrittenSource, WrittenTest } from '../../../recipes-schema/written/types.ts'
import type { Manifest, ManifestNode } from './manifest.ts'
import { byId, galleyOf, type Part, type Parts, partsOf } from './parts.ts'
import { type OwnQuery, ownQuery } from './queries.ts'
import { seedSource } from './seed.ts'
import { homeOf, needsOf, referencedBy } from './test-places.ts'
import { testOf } from './tests.ts'
import { unitTestsOf } from './unit-tests.ts'

/** A dbt project as a graph of Galley's. */
export interface SubGraph {
  readonly sources: Readonly<Record<string, WrittenSource>>
  readonly nodes: Readonly<Record<string, WrittenNode>>
  /** The queries that they name, by their path from the project's folder. */
  readonly files: ReadonlyMap<string, string>
  /** What a person should know: what stays with dbt, and what is done otherwise. */
  readonly notes: readonly string[]
  /** Why there is no such graph; then the rest is not to be used. */
  readonly faults: readonly string[]
}

export interface Reading {
  readonly parser: SqlParser
  /** The type of the connection that the models run on. */
  readonly dialect: string
  /** False where a selection left models out. */
  readonly all: boolean
  /** The first line of a seed's file; null where there is no such file. */
  readonly headerOf: (path: string) => string | null
}

/**
 * Makes nodes of models and seeds, sources of what is made elsewhere, and tests of tests. The queries are those that dbt
 * has compiled, with the names of nodes in place of dbt's relations, so that kitchens, plans and promotions are those of
 * every other SQL node.
 */
export async function subGraph(manifest: Manifest, reading: Reading): Promise<SubGraph> {
  const parts = partsOf(manifest, reading.all)
  const faults = [...parts.faults]
  const files = new Map<string, string>()
  const used = new Set<string>()
  const nodes: Record<string, WrittenNode> = {}
  const sources: Record<string, WrittenSource> = {}
  const notes: string[] = []
  const own = async (id: string, text: string): Promise<OwnQuery | null> => {
    const query = await ownQuery(id, text, { ...reading, parts, faults })
    for (const name of query?.reads ?? []) used.add(name)
    return query
  }

  const readers = new Map<string, string>()
  for (const { name, node } of parts.made) {
    const kept = node.resource_type === 'seed' ? seedSource(name, node, reading.headerOf, notes) : null
    if (kept !== null) {
      sources[`${name}_csv`] = kept
      nodes[name] = written(node, { sql: `select * from ${name}_csv` })
      continue
    }
    const query = await own(node.unique_id, node.compiled_code ?? '')
    if (query === null) continue
    const file = `${madeFolder}/models/${name}.sql`
    files.set(file, query.text)
    for (const read of query.reads) if (!readers.has(read)) readers.set(read, name)
    const needs = needsOf(node, parts).filter((one) => !query.reads.has(one))
    for (const one of needs) used.add(one)
    const materialized = node.config.materialized === 'view' ? { materialized: 'view' as const } : {}
    const inner = needs.filter((one) => !parts.outside.has(one))
    nodes[name] = written(node, { sql: file, ...materialized, ...(inner.length > 0 ? { needs: inner } : {}) })
  }

  const tests = new Map<string, WrittenTest[]>()
  let [homeless, unselected] = [0, 0]
  for (const node of Object.values(manifest.nodes).sort(byId)) {
    if (node.resource_type !== 'test') continue
    if (!reading.all && typeof node.compiled_code !== 'string') {
      unselected += 1
      continue
    }
    const home = homeOf(node, parts, readers)
    if (home === null) {
      homeless += 1
      continue
    }
    const referenced = referencedBy(node, parts)
    const isAttached = node.attached_node != null && parts.names.get(node.attached_node) === home
    for (const [index, made] of testOf(node, { isAttached, referenced }).entries()) {
      const list = tests.get(home) ?? []
      tests.set(home, list)
      if (!('query' in made)) {
        if ('relationships' in made.test && referenced !== null) used.add(referenced)
        list.push(made.test)
        continue
      }
      const query = await own(node.unique_id, made.query)
      if (query === null) continue
      const stem = `${madeFolder}/tests/${node.alias.toLowerCase().replaceAll(/\W/g, '_')}${index > 0 ? '_warning' : ''}`
      // Singular tests of two packages may share a name: none takes the other's place.
      let file = `${stem}.sql`
      for (let more = 2; files.has(file); more++) file = `${stem}_${more}.sql`
      files.set(file, query.text)
      list.push({ sql: file, ...made.test })
    }
  }
  for (const [name, list] of tests) {
    const node = nodes[name]
    if (node !== undefined) nodes[name] = { ...node, tests: [...list, ...[node.tests ?? []].flat()] }
  }
  if (unselected > 0) notes.push(`${count(unselected, 'test')} not selected.`)
  const unit = unitTestsOf(manifest, parts)
  for (const [name, text] of unit.files) files.set(`${unitTestFolder}${name}.yaml`, text)
  for (const [name, { table, description, more }] of parts.outside)
    if (used.has(name)) {
      if (name in sources) faults.push(`A seed's file and a source of dbt's would both be the source ${name}.`)
      sources[name] = { ...(description === '' ? {} : { description }), ...more, table }
    }
  return { sources, nodes, files, faults, notes: [...notes, ...unit.notes, ...notesOf(parts, homeless)] }
}

/** The keys that every node has, with those that the project's own `meta: galley:` gives. */
function written(node: ManifestNode, own: WrittenNode): WrittenNode {
  const description = node.description?.trim()
  const tags = [...new Set(node.tags ?? [])].sort()
  const more = galleyOf(node)
  const needs = [...(own.needs ?? []), ...(Array.isArray(more.needs) ? (more.needs as string[]) : [])]
  return {
    ...(description ? { description } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...own,
    ...more,
    // Which query runs, and after what, is dbt's to say.
    sql: own.sql ?? '',
    ...(needs.length > 0 ? { needs: [...new Set(needs)] } : {}),
  }
}

function notesOf({ made, left }: Parts, homeless: number): string[] {
  const notes = left.map(({ node, why }) => `${node.unique_id} stays with dbt and is read as a source: ${why}.`)
  const whole = made.filter(
    ({ node }) => node.config.materialized === 'incremental' && !('materialized' in galleyOf(node)),
  )
  if (whole.length > 0)
    notes.push(
      `Made whole each time, as by --full-refresh: ${namesOf(whole)}. \`meta: { galley: { materialized: … } }\` says otherwise.`,
    )
  const hooked = made.filter(({ node: { config } }) =>
    [config['pre-hook'], config['post-hook']].some((one) => (one ?? []).length > 0),
  )
  if (hooked.length > 0) notes.push(`Their hooks are not run: ${namesOf(hooked)}.`)
  if (homeless > 0) notes.push(`${count(homeless, 'test')} left out: no model here reads what they are about.`)
  return notes
}

function namesOf(parts: readonly Part[]): string {
  return parts.map(({ name }) => name).join(', ')
}
