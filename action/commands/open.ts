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
import { openSecrets, type Secrets, secretNames } from '../secrets/secrets.ts'
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

/** As much of a project as says where it works. */
type Place = Pick<Settings, 'connections' | 'secretProviders' | 'production' | 'kitchen'>

/** What production's connection is opened with; a fault when a setting needs what is not set. */
export async function warehouseSettings(
  project: Place,
  folder: string,
  env: Environment,
  secrets: Secrets,
): Promise<{ type: string; settings: Record<string, string> }> {
  const connection = project.connections.get(project.production.connection)
  if (connection === undefined) throw new Error('the project was loaded with an unknown connection')
  const { name, type } = connection
  const given = await secrets.read(secretNames(Object.values(connection.settings)))
  const settings = Object.fromEntries(
    Object.entries(connection.settings).map(([key, value]) => [
      key,
      evaluateWithEnv(value, env, `The connection ${name}`, given),
    ]),
  )
  const { path } = settings
  // Paths are meant from the folder that galley.yaml is in.
  return {
    type,
    settings: path === undefined || isAbsolute(path) ? settings : { ...settings, path: join(folder, path) },
  }
}

/** A warehouse, and the secrets of the environment that it was opened for. */
export interface Opened {
  readonly warehouse: Warehouse
  readonly secrets: Secrets
}

/** Whose secrets are asked for. */
export type Target = 'production' | 'kitchen'

/** For whom it is opened, and whether to write. */
interface How {
  readonly target: Target
  readonly toRead?: boolean
}

interface Opening {
  /** Production unless said. */
  readonly target?: Target
  /** What is being opened already; null in it: nothing could be. */
  readonly opening?: Promise<Opened | null> | null
  /** The work writes nothing. */
  readonly toRead?: boolean
}

/** Opens production's warehouse, does the work and closes it again, whatever happens; what was lent is given back. */
export async function withWarehouse<T>(
  project: Place,
  folder: string,
  io: Io,
  work: (warehouse: Warehouse, secrets: Secrets) => Promise<T>,
  { target = 'production', opening = null, toRead = false }: Opening = {},
): Promise<T> {
  const { warehouse, secrets } = (await opening) ?? (await open(project, folder, io, { target, toRead }))
  try {
    if (warehouse.promotion === 'journal' && (await presentVersion(warehouse)) > 0)
      await settle(warehouse, io.now, io.err)
    return await work(warehouse, secrets)
  } catch (error) {
    throw hidden(error, secrets)
  } finally {
    await warehouse.close()
    await secrets.close()
  }
}

/** What an engine says of a connection may hold a secret that no environment variable tells. */
function hidden(error: unknown, { redactor }: Secrets): unknown {
  if (!(error instanceof Fault) || !redactor.holds(error.message)) return error
  return new Fault(error.code, error.exit, redactor.redact(error.message), error.hint, error.location)
}

/**
 * Reads the repository while its warehouse is being opened, which takes as long, then does the work in it. `read` says by
 * `begin` which commit's settings count (null: the working tree's), as soon as it knows.
 */
export async function readAndOpen<Read extends { readonly head: Project }, T>(
  folder: string,
  io: Io,
  read: (reader: Reader, begin: (commit: string | null) => Promise<void>) => Promise<Read>,
  work: (opened: Opened, read: Read) => Promise<T>,
  target: Target,
): Promise<T> {
  const ahead: { opening: Promise<Opened | null> | null } = { opening: null }
  const found = await readFirmly(folder, io, (reader) =>
    read(reader, async (commit) => {
      ahead.opening = openAhead(await reader.settings(commit), folder, io, { target })
    }),
  ).catch(async (error: Error) => {
    await abandon(ahead.opening)
    throw error
  })
  const settled = async (warehouse: Warehouse, secrets: Secrets): Promise<T> => {
    if ((await presentVersion(warehouse)) === ledgerVersion) await settleOrders(warehouse, io.err)
    return work({ warehouse, secrets }, found)
  }
  return withWarehouse(found.head, folder, io, settled, { target, opening: ahead.opening })
}

/** Closes a warehouse that was opened ahead of work that failed. */
export async function abandon(opening: Promise<Opened | null> | null): Promise<void> {
  const opened = await opening?.catch(() => null)
  await opened?.warehouse.close()
  await opened?.secrets.close()
}

/** Begins to open a warehouse that is there; null where it is not, or cannot be told yet. */
export function openAhead(settings: Settings | null, folder: string, io: Io, how: How): Promise<Opened | null> {
  const opening = settings === null ? Promise.resolve(null) : openPresent(settings, folder, io, how)
  opening.catch(() => undefined)
  return opening
}

/** What is not there is not made before it is known that there is something to do in it. */
async function openPresent(settings: Place, folder: string, io: Io, how: How): Promise<Opened | null> {
  const secrets = secretsFor(settings, io, how.target)
  // What is wrong with it is said when it is needed.
  const own = await warehouseSettings(settings, folder, io.env, secrets).catch(() => null)
  if (own !== null && isPresent(own)) return openWith(own, secrets, io, how)
  await secrets.close()
  return null
}

function isPresent({ type, settings }: Awaited<ReturnType<typeof warehouseSettings>>): boolean {
  try {
    return engineOf(type).exists(settings)
  } catch {
    return false
  }
}

async function open(project: Place, folder: string, io: Io, how: How): Promise<Opened> {
  const secrets = secretsFor(project, io, how.target)
  try {
    return await openWith(await warehouseSettings(project, folder, io.env, secrets), secrets, io, how)
  } catch (error) {
    await secrets.close()
    throw error
  }
}

function secretsFor(project: Place, io: Io, target: Target): Secrets {
  return openSecrets(project, target, { env: io.env, signal: io.signal, warn: io.err })
}

async function openWith(
  { type, settings }: Awaited<ReturnType<typeof warehouseSettings>>,
  secrets: Secrets,
  io: Io,
  { toRead = false }: How,
): Promise<Opened> {
  const options = { waitMs: 600_000, signal: io.signal, onWait: (message: string) => io.err(message), toRead }
  try {
    return { warehouse: await openWarehouse(type, settings, options), secrets }
  } catch (error) {
    await secrets.close()
    throw hidden(error, secrets)
  }
}

/** The warehouse of the working tree's `galley.yaml`, its ledger brought to this Galley's version; recipes are not read. */
export async function inWarehouse<T>(
  folder: string,
  io: Io,
  work: (warehouse: Warehouse, settings: Settings, secrets: Secrets) => Promise<T>,
): Promise<T> {
  const settings = await readFirmly(folder, io, async (reader) => {
    const found = await reader.settings(null)
    // Its faults are told with those of everything else.
    return found ?? (await reader.project(null))
  })
  return withWarehouse(settings, folder, io, async (warehouse, secrets) => {
    await migrate(warehouse)
    await settleOrders(warehouse, io.err)
    return work(warehouse, settings, secrets)
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

/** To read where there is a warehouse already; null where there is none, or it cannot be found from here. */
export async function withLedger<T>(
  project: Project,
  folder: string,
  io: Io,
  work: (warehouse: Warehouse) => Promise<T>,
  { target = 'production', opening = null }: Opening = {},
): Promise<T | null> {
  const ahead = await opening
  if (ahead !== null) return withWarehouse(project, folder, io, work, { opening: Promise.resolve(ahead) })
  const secrets = secretsFor(project, io, target)
  try {
    const { type, settings } = await warehouseSettings(project, folder, io.env, secrets)
    if (!engineOf(type).exists(settings)) return null
  } catch (error) {
    if (error instanceof Fault && notFromHere.includes(error.code)) return null
    throw error
  } finally {
    await secrets.close()
  }
  return withWarehouse(project, folder, io, work, { target, toRead: true })
}

/** Why a warehouse cannot be found from here, which is no fault of a plan's. */
const notFromHere: readonly string[] = ['env.missing', 'secret.missing', 'secret.no_login', 'warehouse.unknown_type']

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
