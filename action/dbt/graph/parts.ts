import type { Manifest, ManifestNode, ManifestSource } from './manifest.ts'

/** How the parts of a dbt project are called in a recipe, and who makes them. */
export interface Parts {
  /** What Galley makes, what stands first first: models and seeds with the names of their nodes. */
  readonly made: readonly Part[]
  /** The source or node that a relation is, by its names; null for one that nothing in the project is. */
  nameOf(catalog: string | null, schema: string | null, name: string): string | null
  /** By unique id, also of what dbt makes and of dbt's sources. */
  readonly names: ReadonlyMap<string, string>
  /** The sources of the recipe for all that Galley does not make, by name. */
  readonly outside: ReadonlyMap<string, Outside>
  /** What stays with dbt, and why; its relations are read as sources. */
  readonly left: readonly { readonly node: ManifestNode; readonly why: string }[]
  readonly faults: readonly string[]
  /** Whether one part stands on another, by their unique ids, also through others. */
  standsOn(id: string, upstream: string): boolean
}

export interface Part {
  readonly name: string
  readonly node: ManifestNode
}

export interface Outside {
  readonly table: string
  readonly description: string
  readonly more: Readonly<Record<string, unknown>>
}

/** What Galley makes by a query; an incremental model is made whole, as by `--full-refresh`. */
const queries = new Set(['table', 'view', 'incremental', 'materialized_view'])
const form = /^[a-z][a-z0-9_]{0,62}$/

/** Says for each part of a project who makes it and what it is called. `all`: nothing was left out by a selection. */
export function partsOf(manifest: Manifest, all: boolean): Parts {
  const made: Part[] = []
  const left: { node: ManifestNode; why: string }[] = []
  const faults: string[] = []
  const names = new Map<string, string>()
  const owners = new Map<string, string>()
  const outside = new Map<string, Outside>()
  const relations = new Map<string, string>()
  const home = databaseOf(manifest)

  const give = (id: string, name: string, place: ManifestNode | ManifestSource): void => {
    const other = owners.get(name)
    if (other !== undefined)
      faults.push(`${id} and ${other} would both be called ${name}: give one of them another alias.`)
    if (!form.test(name))
      faults.push(`${id} would be called "${name}", which is no name of a node: give it an alias of ${nameForm}.`)
    owners.set(name, id)
    names.set(id, name)
    const relation = keyOf(place.schema, identifierOf(place))
    relations.set(relation, name)
    if (place.database) relations.set(`${place.database.toLowerCase()}.${relation}`, name)
  }
  const addOutside = (id: string, name: string, place: ManifestNode | ManifestSource): void => {
    give(id, name, place)
    const identifier = identifierOf(place)
    const catalog = place.database && place.database !== home ? [place.database] : []
    if ([...catalog, place.schema, identifier].some((part) => /[."`]/.test(part)))
      faults.push(`${id} is a relation whose name has dots or quotes in it, which a recipe cannot write.`)
    outside.set(name, {
      table: [...catalog, place.schema, identifier].join('.'),
      description: (place.description ?? '').trim(),
      more: galleyOf(place),
    })
  }

  for (const node of inOrder(manifest)) {
    const { materialized } = node.config
    if (node.resource_type === 'test' || materialized === 'ephemeral') continue
    const why = whyLeft(node, manifest.metadata.project_name, all)
    if (why === '') continue
    const name = node.alias.toLowerCase()
    if (why === null) {
      give(node.unique_id, name, node)
      made.push({ name, node })
    } else {
      left.push({ node, why })
      addOutside(node.unique_id, name, node)
    }
  }
  for (const source of Object.values(manifest.sources).sort(byId)) {
    // What one part of a project loads and another reads as a source is one relation.
    const same = relations.get(keyOf(source.schema, source.identifier))
    if (same !== undefined && source.database === home) names.set(source.unique_id, same)
    else
      addOutside(source.unique_id, `${source.source_name}_${source.name}`.toLowerCase().replaceAll(/\W/g, '_'), source)
  }
  return {
    made,
    names,
    outside,
    left,
    faults,
    standsOn: (id, upstream) => reaches(manifest, id, upstream, new Set()),
    nameOf(catalog, schema, name) {
      if (schema === null) return null
      const relation = keyOf(schema, name)
      return relations.get(catalog === null ? relation : `${catalog.toLowerCase()}.${relation}`) ?? null
    },
  }
}

const nameForm = 'small letters, digits and underscores'

/** Null: Galley makes it. Empty: it is no relation. Else why dbt has to go on making it. */
function whyLeft(node: ManifestNode, project: string, all: boolean): string | null {
  const { resource_type: type, config, package_name, language, compiled_code } = node
  if (type === 'seed')
    return package_name === project
      ? null
      : `it is a seed of the package ${package_name}, which is not in the repository`
  if (type === 'snapshot') return 'it is a snapshot: it keeps what was, and cannot be made anew'
  if (type !== 'model') return ''
  if (language === 'python') return 'it is a model in Python'
  if (!queries.has(config.materialized ?? 'view')) return `its materialization, ${config.materialized}, is dbt's own`
  if (typeof compiled_code === 'string') return null
  return all ? 'dbt did not compile it' : 'it was not selected'
}

/** What stands in the project's `meta` for Galley: keys of a node, or of a source. */
export function galleyOf({ config, ...part }: Pick<ManifestSource, 'config' | 'meta'>): Record<string, unknown> {
  const found = config?.meta?.galley ?? part.meta?.galley
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? { ...found } : {}
}

/** The database that most of the project is in: what is there needs no catalog before its name. */
function databaseOf({ nodes }: Manifest): string | null {
  const counts = new Map<string, number>()
  for (const { database } of Object.values(nodes)) if (database) counts.set(database, (counts.get(database) ?? 0) + 1)
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))[0]?.[0] ?? null
}

/** All nodes, each after those that it stands on, and otherwise by their ids. */
function inOrder({ nodes }: Manifest): ManifestNode[] {
  const done = new Set<string>()
  const order: ManifestNode[] = []
  const visit = (node: ManifestNode): void => {
    if (done.has(node.unique_id)) return
    done.add(node.unique_id)
    for (const id of [...(node.depends_on?.nodes ?? [])].sort()) {
      const upstream = nodes[id]
      if (upstream !== undefined) visit(upstream)
    }
    order.push(node)
  }
  for (const node of Object.values(nodes).sort(byId)) visit(node)
  return order
}

function reaches(manifest: Manifest, id: string, upstream: string, seen: Set<string>): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  const needs = manifest.nodes[id]?.depends_on?.nodes ?? []
  return needs.includes(upstream) || needs.some((one) => reaches(manifest, one, upstream, seen))
}

function identifierOf(place: ManifestNode | ManifestSource): string {
  return 'identifier' in place ? place.identifier : place.alias
}

function keyOf(schema: string, name: string): string {
  return `${schema}.${name}`.toLowerCase()
}

/** The order in which what dbt lists is taken, so that equal projects give equal recipes. */
export function byId(a: { readonly unique_id: string }, b: { readonly unique_id: string }): number {
  return a.unique_id < b.unique_id ? -1 : 1
}
