/**
 * Makes action/dist/ from the sources: the Action (GitHub loads a JavaScript action from its tag, so the bundle is
 * committed) and the command line. With --check it writes nothing and fails when the committed bundle is not the
 * sources'. With --into FOLDER it makes the bundle there, for a bench. Drivers and parsers in native code or WebAssembly
 * stay outside; their locked versions are taken from package-lock.json.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')
const into = process.argv.indexOf('--into')
/** Where the bundle goes, relative to the root. */
const outdir = into === -1 ? 'action/dist' : (process.argv[into + 1] ?? 'action/dist')
/** What is native, WebAssembly or too large for everybody, by the file that holds its locked versions. */
const drivers = {
  'duckdb-lock.json': '@duckdb/node-api',
  'postgres-parser-lock.json': 'libpg-query',
  'polyglot-parser-lock.json': '@polyglot-sql/sdk',
  'snowflake-lock.json': 'snowflake-sdk',
}

for (const [file, driver] of Object.entries(drivers)) await bring(`action/warehouses/${file}`, await driverLock(driver))
const built = await build({
  absWorkingDir: root,
  entryPoints: { main: 'action/main.ts', galley: 'action/cli.ts' },
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // A command loads its own part alone.
  splitting: true,
  chunkNames: 'part-[hash]',
  // With names as they are: people read them in traces, and keeping them beside short ones costs every start.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  // Pictures are drawn where their renderers are installed; an order draws none.
  external: [...Object.values(drivers), 'echarts', '@resvg/resvg-js'],
  banner: {
    js: "import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);",
  },
  write: false,
})
for (const file of built.outputFiles) await bring(file.path.slice(root.length), file.text)
await removeOthers(new Set(built.outputFiles.map((file) => file.path.slice(root.length))))

async function bring(path: string, content: string): Promise<void> {
  const present = await readFile(root + path, 'utf8').catch(() => null)
  if (present === content) return
  if (check) {
    console.error(`${path} is not what the sources make: run \`npm run bundle\` and commit it.`)
    process.exitCode = 1
  } else {
    await mkdir(dirname(root + path), { recursive: true })
    await writeFile(root + path, content)
    console.error(`wrote ${path}`)
  }
}

/** Parts of an earlier bundle. */
async function removeOthers(made: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(root + outdir)) {
    const path = `${outdir}/${name}`
    if (made.has(path)) continue
    if (check) {
      console.error(`${path} is no part of the bundle: run \`npm run bundle\` and commit it.`)
      process.exitCode = 1
    } else await rm(root + path)
  }
}

/** The driver and all that it needs, as package-lock.json has them: versions and integrity, no addresses. */
async function driverLock(driver: string): Promise<string> {
  const lock = JSON.parse(await readFile(`${root}package-lock.json`, 'utf8')) as {
    packages: Record<string, LockedPackage>
  }
  const packages: Record<string, LockedPackage> = {}
  const wanted = [`node_modules/${driver}`]
  for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
    const found = lock.packages[path]
    if (found === undefined || path in packages) continue
    const { dev: _, ...kept } = found
    packages[path] = kept
    for (const name of Object.keys({ ...found.dependencies, ...found.optionalDependencies }))
      wanted.push(placeOf(name, path, lock.packages))
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ name: driver, version: packages[`node_modules/${driver}`]?.version, packages: sorted }, null, 2)}\n`
}

/** Where Node finds a package that another one needs: beside it, or in a folder above. */
function placeOf(name: string, from: string, packages: Readonly<Record<string, LockedPackage>>): string {
  for (let folder = from; folder !== ''; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder}/node_modules/${name}`
    if (path in packages) return path
  }
  return `node_modules/${name}`
}

interface LockedPackage {
  readonly dev?: boolean
  readonly version: string
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}
