import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { type Choice, noChoice } from '../../recipes-schema/recipe/choice.ts'
import { loadProject, type Settings } from '../../recipes-schema/recipe/load.ts'
import type { Loaded, Project } from '../../recipes-schema/recipe/types.ts'
import type { SqlParser } from '../../recipes-schema/sql/parser.ts'
import { DiagnosticsFault } from '../diagnostics-fault.ts'
import { Fault } from '../fault.ts'
import { openObjects } from '../git/objects.ts'
import { commitTree, workingTree } from '../git/tree.ts'
import { settleOrders } from '../ledger/cut-short.ts'
import { settle } from '../ledger/journal.ts'
import { ledgerVersion, migrate, presentVersion } from '../ledger/migrate.ts'
import { type Reader, readFirmly } from '../plan/reader.ts'
import { type Environment, evaluateWithEnv } from '../run/sources.ts'
import { engineOf, openWarehouse } from '../warehouses/index.ts'
import { openParser } from '../warehouses/parsers.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { Io } from './command.ts'

/** Runs work with a SQL parser at hand. */
export async function withParser<T>(work: (parser: SqlParser) => Promise<T>): Promise<T> {
  const { parser, close } = openParser()
  try {
    return await work(parser)
  } finally {
    await close()
  }
}

/** The project at a commit, or in the working tree for null. Faulty recipes are a fault with all diagnostics. */
export async function readProject(
  folder: string,
  commit: string | null,
  parser: SqlParser,
  choice: Choice = noChoice,
): Promise<Project> {
  const loaded = await (commit === null
    ? loadProject(await workingTree(folder), parser, choice)
    : load(folder, commit, parser, choice))
  if (!loaded.ok) throw new DiagnosticsFault(loaded.diagnostics)
  return loaded.project
}

/** The project at a commit for comparing with; one that has no recipes yet, or broken ones, is nothing to compare with. */
export async function readBase(folder: string, commit: string, parser: SqlParser): Promise<Project | null> {
  const loaded = await load(folder, commit, parser)
  return loaded.ok ? loaded.project : null
}

/** One git process gives all files of a commit. */
async function load(folder: string, commit: string, parser: SqlParser, choice: Choice = noChoice): Promise<Loaded> {
  const objects = openObjects(folder)
  try {
    return await loadProject(await commitTree(folder, commit, objects), parser, choice)
  } finally {
    objects.close()
  }
}

/** What production's connection is opened with; a fault when a setting needs an environment variable that is not set. */
export function warehouseSettings(
  project: Pick<Settings, 'connections' | 'production'>,
  folder: string,
  env: Environment,
): { type: string; settings: Record<string, string> } {
  const connection = project.connections.get(project.production.connection)
  if (connection === undefined) throw new Error('the project was loaded with an unknown connection')
  const { name, type } = connection
  const settings = Object.fromEntries(
    Object.entries(connection.settings).map(([key, value]) => [
      key,
      evaluateWithEnv(value, env, `The connection ${name}`),
    ]),
  )
  const { path } = settings
  // Paths are meant from the folder that galley.yaml is in.
  return {
    type,
    settings: path === undefined || isAbsolute(path) ? settings : { ...settings, path: join(folder, path) },
  }
}

/** Opens production's warehouse, does the work and closes it again, whatever happens. */
export async function withWarehouse<T>(
  project: Pick<Settings, 'connections' | 'production'>,
  folder: string,
  io: Io,
  work: (warehouse: Warehouse) => Promise<T>,
  opening: Promise<Warehouse> | null = null,
): Promise<T> {
  const warehouse = await (opening ?? open(project, folder, io))
  try {
    if (warehouse.promotion === 'journal' && (await presentVersion(warehouse)) > 0)
      await settle(warehouse, io.now, io.err)
    return await work(warehouse)
  } finally {
    await warehouse.close()
  }
}

/**
 * Reads the repository while its warehouse is being opened, which takes as long, then does the work in it. `read` says by
 * `begin` which commit's settings count (null: the working tree's), as soon as it knows.
 */
export async function readAndOpen<Read extends { readonly head: Project }, T>(
  folder: string,
  io: Io,
  read: (reader: Reader, begin: (commit: string | null) => Promise<void>) => Promise<Read>,
  work: (warehouse: Warehouse, read: Read) => Promise<T>,
): Promise<T> {
  const ahead: { opening: Promise<Warehouse> | null } = { opening: null }
  const found = await readFirmly(folder, io, (reader) =>
    read(reader, async (commit) => {
      ahead.opening = openAhead(await reader.settings(commit), folder, io)
    }),
  ).catch(async (error: Error) => {
    await abandon(ahead.opening)
    throw error
  })
  const settled = async (warehouse: Warehouse): Promise<T> => {
    if ((await presentVersion(warehouse)) === ledgerVersion) await settleOrders(warehouse, io.err)
    return work(warehouse, found)
  }
  return withWarehouse(found.head, folder, io, settled, ahead.opening)
}

/** Closes a warehouse that was opened ahead of work that failed. */
export async function abandon(opening: Promise<Warehouse> | null): Promise<void> {
  await (await opening?.catch(() => null))?.close()
}

/** Begins to open a warehouse that is there; null where it is not, or cannot be told yet. */
export function openAhead(settings: Settings | null, folder: string, io: Io): Promise<Warehouse> | null {
  if (settings === null) return null
  try {
    const own = warehouseSettings(settings, folder, io.env)
    // What is not there is not made before it is known that there is something to do in it.
    if (!engineOf(own.type).exists(own.settings)) return null
  } catch {
    // It is said when it is needed.
    return null
  }
  const opening = open(settings, folder, io)
  opening.catch(() => undefined)
  return opening
}

function open(project: Pick<Settings, 'connections' | 'production'>, folder: string, io: Io): Promise<Warehouse> {
  const { type, settings } = warehouseSettings(project, folder, io.env)
  const options = { waitMs: 600_000, signal: io.signal, onWait: (message: string) => io.err(message) }
  return openWarehouse(type, settings, options)
}

/** The warehouse of the working tree's `galley.yaml`, its ledger brought to this Galley's version; recipes are not read. */
export async function inWarehouse<T>(
  folder: string,
  io: Io,
  work: (warehouse: Warehouse, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = await readFirmly(folder, io, async (reader) => {
    const found = await reader.settings(null)
    // Its faults are told with those of everything else.
    return found ?? (await reader.project(null))
  })
  return withWarehouse(settings, folder, io, async (warehouse) => {
    await migrate(warehouse)
    await settleOrders(warehouse, io.err)
    return work(warehouse, settings)
  })
}

/** The working tree's project with its warehouse, the ledger brought to this Galley's version. */
export async function inProject<T>(
  folder: string,
  io: Io,
  work: (warehouse: Warehouse, project: Project) => Promise<T>,
): Promise<T> {
  const project = await readFirmly(folder, io, (reader) => reader.project(null))
  return withWarehouse(project, folder, io, async (warehouse) => {
    await migrate(warehouse)
    await settleOrders(warehouse, io.err)
    return work(warehouse, project)
  })
}

/** The same where there is a warehouse already; null where there is none, or it cannot be found from here. */
export async function withLedger<T>(
  project: Project,
  folder: string,
  io: Io,
  work: (warehouse: Warehouse) => Promise<T>,
  opening: Promise<Warehouse> | null = null,
): Promise<T | null> {
  try {
    const { type, settings } = warehouseSettings(project, folder, io.env)
    if (!engineOf(type).exists(settings)) return null
  } catch (error) {
    if (error instanceof Fault && ['env.missing', 'warehouse.unknown_type'].includes(error.code)) return null
    throw error
  }
  return withWarehouse(project, folder, io, work, opening)
}

/** The repository's files at a commit, on disk, for as long as the work takes; made only when somebody asks. */
export async function withCheckout<T>(
  folder: string,
  commit: string | null,
  work: (checkout: () => Promise<string>) => Promise<T>,
): Promise<T> {
  if (commit === null) return work(async () => folder)
  let made: Promise<string> | undefined
  try {
    return await work(() => {
      made ??= exportCommit(folder, commit)
      return made
    })
  } finally {
    if (made !== undefined) await rm(await made, { recursive: true, force: true })
  }
}

async function exportCommit(folder: string, commit: string): Promise<string> {
  const target = await mkdtemp(join(tmpdir(), 'galley-checkout-'))
  const { execa } = await import('execa')
  await execa('git', ['archive', '--format=tar', commit], { cwd: folder }).pipe('tar', ['-x', '-C', target])
  return target
}
