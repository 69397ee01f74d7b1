import type { ConnectionNames } from '../kinds/assembly.ts'
import { checkTemplate } from '../kinds/references.ts'
import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { connectionTypes, warehouseTypes } from '../written/keys/project.ts'
import type { WrittenProject } from '../written/types.ts'
import type { WrittenFile } from '../written/yaml.ts'
import type { Written } from './read-files.ts'
import type { Connection, Service } from './types.ts'

export interface Connections {
  readonly warehouses: ReadonlyMap<string, Connection>
  readonly services: ReadonlyMap<string, Service>
}

/** The connections of a project, and whether its environments name them rightly. */
export function readConnections({ file, value }: Written<WrittenProject>, diagnostics: Diagnostic[]): Connections {
  const warehouses = new Map<string, Connection>()
  const services = new Map<string, Service>()
  for (const [name, { type, jobs = null, ...written }] of Object.entries(value.connections)) {
    const settings = Object.fromEntries(Object.entries(written).map(([key, setting]) => [key, String(setting)]))
    checkSettings(name, type, settings, file, diagnostics)
    const connection = { name, jobs, settings, place: file.keyPlace(['connections'], name) }
    if (isWarehouse(type)) warehouses.set(name, { ...connection, type })
    else services.set(name, { ...connection, type: type as Service['type'] })
  }
  checkEnvironments({ file, value }, [...warehouses.keys()], diagnostics)
  return { warehouses, services }
}

export function namesOfConnections({ warehouses, services }: Connections, production: string): ConnectionNames {
  return {
    production,
    warehouses: new Map([...warehouses].map(([name, { type }]) => [name, type])),
    services: new Map([...services].map(([name, { type }]) => [name, type])),
    catalogs: new Map(
      [...warehouses].flatMap(([name, connection]) => {
        const catalog = catalogOf(connection)
        return catalog === null ? [] : [[name, catalog]]
      }),
    ),
  }
}

/**
 * What the engine calls the place of all that the connection reaches by a schema and a name, in lower case; null where only
 * running tells.
 */
export function catalogOf({ type, settings }: Pick<Connection, 'type' | 'settings'>): string | null {
  // DuckDB calls a database after its file.
  const file = settings.path
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.[^.]*$/, '')
  const named = settings.catalog ?? settings.database ?? settings.project
  const database = settings.url?.includes('${{') ? undefined : databaseOf(settings.url ?? '')
  const catalog = type === 'duckdb' ? file : type === 'postgres' ? database : named
  return catalog === undefined || catalog === '' || catalog.includes('${{') ? null : catalog.toLowerCase()
}

function databaseOf(url: string): string {
  return URL.canParse(url) ? decodeURIComponent(new URL(url).pathname.slice(1)) : ''
}

function isWarehouse(type: string): type is Connection['type'] {
  return (warehouseTypes as readonly string[]).includes(type)
}

function checkSettings(
  name: string,
  type: string,
  settings: Readonly<Record<string, string>>,
  file: WrittenFile,
  diagnostics: Diagnostic[],
): void {
  const known = Object.keys(connectionTypes[type]?.settings ?? {})
  for (const [setting, value] of Object.entries(settings)) {
    const path = ['connections', name]
    if (!known.includes(setting)) {
      const message = `A connection of type ${type} has no "${setting}".`
      diagnostics.push(
        diagnostic('recipe.unknown_key', file.keyPlace(path, setting), message, didYouMean(setting, known)),
      )
    }
    checkTemplate(value, file, [...path, setting], 'connection', diagnostics)
  }
}

function checkEnvironments(
  { file, value }: Written<WrittenProject>,
  known: readonly string[],
  diagnostics: Diagnostic[],
): void {
  for (const [name, environment] of Object.entries(value.environments)) {
    if (known.includes(environment.connection)) continue
    const place = file.placeOf(['environments', name, 'connection'])
    const message = `There is no connection "${environment.connection}".`
    const hint = didYouMean(environment.connection, known)
    diagnostics.push(diagnostic('project.unknown_connection', place, message, hint))
  }
  const { production, kitchen } = value.environments
  if (kitchen !== undefined && kitchen.connection !== production.connection && known.includes(kitchen.connection)) {
    const place = file.placeOf(['environments', 'kitchen', 'connection'])
    const message = 'A kitchen has to be on the connection of production, where the data is.'
    diagnostics.push(diagnostic('project.kitchen_connection', place, message, `Write "${production.connection}".`))
  }
}
