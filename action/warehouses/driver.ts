import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { exits, Fault } from '../fault.ts'

/** A package with all that it needs, as `npm run bundle` takes it from package-lock.json. */
export interface DriverLock {
  readonly name: string
  readonly version: string
  readonly packages: Readonly<Record<string, unknown>>
}

/**
 * A package that the bundle cannot hold, for it is native, WebAssembly or large: it is taken from node_modules where Galley is
 * installed, else installed once at the locked version and integrity into the runner's tool cache. A package of CommonJS is
 * loaded as such: to be imported, all of its files would be looked through for what they export.
 */
export async function loadDriver(lock: DriverLock, form: 'module' | 'commonjs' = 'module'): Promise<unknown> {
  const near = resolveFrom(import.meta.url, lock.name)
  const load = (url: string): unknown => (form === 'module' ? import(url) : createRequire(url)(fileURLToPath(url)))
  if (near !== null) return load(near)
  const folder = join(cacheFolder(), `galley-${lock.name.replaceAll(/[^a-z-]+/g, '-')}`, lock.version)
  if (resolveFrom(pathToFileURL(`${folder}/`).href, lock.name) === null) await install(folder, lock)
  const installed = resolveFrom(pathToFileURL(`${folder}/`).href, lock.name)
  if (installed !== null) return load(installed)
  throw new Fault('driver.missing', exits.world, `${lock.name} is not in ${folder} after its installation.`)
}

function resolveFrom(base: string, name: string): string | null {
  try {
    return pathToFileURL(createRequire(base).resolve(name)).href
  } catch {
    return null
  }
}

function cacheFolder(): string {
  return process.env.RUNNER_TOOL_CACHE || join(homedir(), '.cache')
}

async function install(folder: string, { name, version, packages }: DriverLock): Promise<void> {
  await mkdir(folder, { recursive: true })
  const manifest = { name: 'galley-drivers', version: '1.0.0', private: true, dependencies: { [name]: version } }
  const locked = {
    name: manifest.name,
    version: manifest.version,
    lockfileVersion: 3,
    packages: { '': manifest, ...packages },
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(locked))
  // Loaded only when there is something to install.
  const { execa } = await import('execa')
  const done = await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    reject: false,
  })
  if (!done.failed) return
  const hint = 'The runner has to reach its npm registry, or have the driver in its tool cache.'
  throw new Fault('driver.install', exits.world, `${name} could not be installed: ${done.stderr.slice(-500)}`, hint)
}
