import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exits, Fault } from '../fault.ts'
import lock from './duckdb-lock.json' with { type: 'json' }

type Duckdb = typeof import('@duckdb/node-api')
let loaded: Promise<Duckdb> | undefined

/**
 * DuckDB's driver. It is native, so the bundle cannot hold it: it is taken from node_modules where Galley is installed,
 * else installed once at the locked version and integrity into the runner's tool cache.
 */
export function loadDuckdb(): Promise<Duckdb> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Duckdb> {
  const near = resolveFrom(import.meta.url)
  if (near !== null) return near()
  const folder = join(cacheFolder(), 'galley-duckdb', lock.version)
  const base = pathToFileURL(`${folder}/`).href
  if (resolveFrom(base) === null) await install(folder)
  const installed = resolveFrom(base)
  if (installed !== null) return installed()
  throw new Fault('driver.missing', exits.world, `DuckDB's driver is not in ${folder} after its installation.`)
}

/** How to load it from there. By `require`, which does not read every one of its files beforehand as `import` does. */
function resolveFrom(base: string): (() => Duckdb) | null {
  const require = createRequire(base)
  try {
    const path = require.resolve('@duckdb/node-api')
    return () => require(path) as Duckdb
  } catch {
    return null
  }
}

function cacheFolder(): string {
  return process.env.RUNNER_TOOL_CACHE || join(homedir(), '.cache')
}

async function install(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { name, version, packages } = lock
  const manifest = { name: 'galley-drivers', version: '1.0.0', private: true, dependencies: { [name]: version } }
  const locked = {
    name: manifest.name,
    version: manifest.version,
    lockfileVersion: 3,
    packages: { '': manifest, ...packages },
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(locked))
  const { execa } = await import('execa')
  const done = await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    reject: false,
  })
  if (!done.failed) return
  const hint = 'The runner has to reach its npm registry, or have the driver in its tool cache.'
  throw new Fault(
    'driver.install',
    exits.world,
    `DuckDB's driver could not be installed: ${done.stderr.slice(-500)}`,
    hint,
  )
}
