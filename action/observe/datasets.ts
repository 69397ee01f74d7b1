import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { type Environment, evaluateWithEnv, writtenFile } from '../run/sources.ts'
import { type Secrets, secretNames } from '../secrets/secrets.ts'
import type { DatasetName } from './happening.ts'
import { fileName, relationName } from './naming.ts'

export interface Naming {
  readonly project: Project
  readonly env: Environment
  readonly secrets: Pick<Secrets, 'read' | 'redactor'>
  /** The schema in which the environment shows what it has of its own. */
  readonly schema: string
  /** Where it shows the rest. */
  readonly productionSchema: string
  /** Whether a node is made or looked at by this order. */
  readonly isOwn: (id: NodeId) => boolean
}

/** How lineage calls what nodes and sources leave: by the names that people read, not by the addresses of builds. */
export async function datasetNames(naming: Naming): Promise<(id: NodeId) => DatasetName | null> {
  const { project, env, secrets, schema, productionSchema, isOwn } = naming
  const connections = new Map<string, { type: string; settings: Record<string, string> }>()
  for (const { name, type, settings } of project.connections.values()) {
    const texts = Object.entries(settings)
    const given = await secrets.read(secretNames(texts.map(([, text]) => text))).catch(() => null)
    // A connection that this order does not use may have settings that are not there.
    const evaluated = given === null ? [] : texts.flatMap(([key, text]) => tried(key, text, env, given))
    connections.set(name, { type, settings: Object.fromEntries(evaluated) })
  }
  const inside = (connection: string, where: string | null, name: string, catalog?: string | null): DatasetName => {
    const { type, settings } = connections.get(connection) ?? { type: connection, settings: {} }
    return relationName(type, settings, where, name, catalog)
  }
  return (id) => {
    const source = project.sources.get(id)
    if (source?.origin.type === 'table') {
      const { catalog, schema, name } = source.origin
      return inside(source.connection, schema, name, catalog)
    }
    if (source !== undefined) {
      const { namespace, name } = fileName(secrets.redactor.redact(writtenFile(source, env)))
      return { namespace, name }
    }
    const node = project.nodes.get(id)
    if (node === undefined || node.kind !== 'sql') return null
    return inside(node.connection, isOwn(id) ? schema : productionSchema, node.name)
  }
}

function tried(
  key: string,
  text: string,
  env: Environment,
  given: Readonly<Record<string, string>>,
): [string, string][] {
  try {
    return [[key, evaluateWithEnv(text, env, key, given)]]
  } catch {
    return []
  }
}
