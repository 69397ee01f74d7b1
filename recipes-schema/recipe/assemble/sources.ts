import type { ProjectAssembly } from '../../kinds/assembly.ts'
import { checkExpression } from '../../kinds/query.ts'
import { checkTemplate } from '../../kinds/references.ts'
import { diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { folderOf, join } from '../../text/path.ts'
import type { WrittenRecipe, WrittenSource } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import { nodeId, type Origin, type Source, type SourceColumn } from '../types.ts'
import { readSandbox } from './sandbox.ts'

export async function readSources(
  project: ProjectAssembly,
  recipe: WrittenRecipe,
  file: WrittenFile,
): Promise<Source[]> {
  const sources: Source[] = []
  for (const [name, source] of Object.entries(recipe.sources ?? {})) {
    const place = file.keyPlace(['sources'], name)
    const origin = readOrigin(project, name, source, file)
    const sandbox = readSandbox(source, file, ['sources', name, 'sandbox'], project.diagnostics)
    const connection = readConnection(project, name, source, file)
    const version = await readVersion(project, name, source, file, connection)
    if (origin === null) continue
    sources.push({
      id: nodeId(recipe.recipe, name),
      recipe: recipe.recipe,
      name,
      description: source.description ?? null,
      connection,
      origin,
      version,
      columns: columnsOf(source),
      sandbox,
      place,
    })
  }
  return sources
}

/** It will stand within a query of Galley's, so that it has to be one expression and nothing more. */
async function readVersion(
  { parser, connections, diagnostics }: ProjectAssembly,
  name: string,
  { version }: WrittenSource,
  file: WrittenFile,
  connection: string,
): Promise<string | null> {
  const dialect = connections.warehouses.get(connection)
  if (version === undefined || dialect === undefined) return null
  const isOne = await checkExpression({ parser, dialect, file, diagnostics }, version, ['sources', name, 'version'])
  return isOne ? version : null
}

function readOrigin(
  { names, diagnostics }: ProjectAssembly,
  sourceName: string,
  { file: written, table, format }: WrittenSource,
  file: WrittenFile,
): Origin | null {
  const place = file.keyPlace(['sources'], sourceName)
  if (table !== undefined && written === undefined) {
    const [name = '', schema = null, catalog = null] = table.split('.').reverse()
    if (names.isMade(schema, name)) {
      const message = `${table} is what Galley makes: as a source it would be read past its node.`
      const hint = 'Read the node by its name.'
      diagnostics.push(diagnostic('recipe.source_made', file.placeOf(['sources', sourceName, 'table']), message, hint))
    }
    return { type: 'table', catalog, schema, name }
  }
  if (written === undefined || table !== undefined) {
    const message = table === undefined ? `"${sourceName}" is nowhere.` : `"${sourceName}" is a file and a table.`
    diagnostics.push(diagnostic('recipe.source_origin', place, message, 'Give it `file:` or `table:`.'))
    return null
  }
  checkTemplate(written, file, ['sources', sourceName, 'file'], 'source', diagnostics)
  // A path in the repository is meant from the recipe's folder, as every other path in a recipe.
  const isPlain = !written.includes('${{') && !/^(\/|[a-z]+:)/i.test(written)
  const path = isPlain ? join(folderOf(file.source.file), written) : written
  return { type: 'file', file: path, format: format ?? null }
}

function readConnection(
  { connections, diagnostics }: ProjectAssembly,
  name: string,
  source: WrittenSource,
  file: WrittenFile,
): string {
  const { connection = connections.production } = source
  if (connections.warehouses.has(connection)) return connection
  const message = `There is no warehouse "${connection}" among the connections.`
  const place = file.placeOf(['sources', name, 'connection'])
  diagnostics.push(
    diagnostic('recipe.unknown_connection', place, message, didYouMean(connection, [...connections.warehouses.keys()])),
  )
  return connections.production
}

function columnsOf({ columns }: WrittenSource): SourceColumn[] | null {
  if (columns === undefined) return null
  return Object.entries(columns).map(([name, column]) =>
    typeof column === 'string'
      ? { name, type: column, description: null }
      : { name, type: column.type, description: column.description ?? null },
  )
}
