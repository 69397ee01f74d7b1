import { access, mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { freePort, startGroup, until } from './processes.ts'
import { cacheFolder, type Missing } from './python.ts'

/** The last server archive on Maven Central. */
export const trinoVersion = '476'

export interface TrinoServer {
  readonly url: string
  stop(): Promise<void>
}

/** The one of `GALLEY_TEST_TRINO`, which somebody else stops, or one of our own; with why there is none. */
export async function trinoForTests(): Promise<{ url: string | null; missing: string | null; stop(): Promise<void> }> {
  const given = process.env.GALLEY_TEST_TRINO
  const started = given === undefined ? await startTrino() : { url: given, stop: async () => {} }
  if ('missing' in started) return { url: null, missing: started.missing, stop: async () => {} }
  return { ...started, missing: null }
}

/** A real Trino on loopback with the catalog `lake`: Iceberg on files, which keeps tables and views. */
export async function startTrino(): Promise<TrinoServer | Missing> {
  const java = await findJava()
  if (java === null) return { missing: 'there is no JDK of 24 or newer; name one in JAVA_HOME' }
  const program = await installTrino()
  if (typeof program !== 'string') return program
  const home = await mkdtemp(join(tmpdir(), 'galley-trino-'))
  const port = await freePort()
  const lake = join(home, 'lake')
  await Promise.all([mkdir(join(home, 'catalog'), { recursive: true }), mkdir(join(home, 'data')), mkdir(lake)])
  const properties = (values: Readonly<Record<string, string>>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join('')
  const catalog = {
    'connector.name': 'iceberg',
    'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
    'hive.metastore.catalog.dir': 'local:///meta',
    'fs.native-local.enabled': 'true',
    'local.location': lake,
  }
  const config = {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': String(port),
    'discovery.uri': `http://127.0.0.1:${port}`,
    'plugin.dir': join(program, 'plugin'),
    'catalog.config-dir': join(home, 'catalog'),
  }
  await writeFile(join(home, 'catalog', 'lake.properties'), properties(catalog))
  await writeFile(join(home, 'config.properties'), properties(config))
  const log = join(home, 'server.log')
  const flags = ['-Xmx1500M', '-XX:+ExitOnOutOfMemoryError', '-Djdk.attach.allowAttachSelf=true']
  const node = [
    '-Dnode.environment=galley',
    '-Dnode.id=galley',
    `-Dnode.data-dir=${join(home, 'data')}`,
    '-Dnode.internal-address=127.0.0.1',
    '-Dnode.bind-ip=127.0.0.1',
    `-Dconfig=${join(home, 'config.properties')}`,
  ]
  const classes = ['-cp', join(program, 'lib', '*'), 'io.trino.server.TrinoServer']
  // Iceberg files are called as tables are: elsewhere than in UTF-8 a name outside of ASCII has no file.
  const { PATH = '', HOME = '' } = process.env
  const server = startGroup([java, '-server', ...flags, ...node, ...classes], {
    cwd: home,
    env: { PATH, HOME, LANG: 'C.UTF-8' },
    log,
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(home, { recursive: true, force: true })
  }
  try {
    const started = async (): Promise<boolean> => (await readFile(log, 'utf8')).includes('SERVER STARTED')
    await until(started, [server], 'Trino has started')
  } catch (error) {
    const text = await readFile(log, 'utf8').catch(() => '')
    await stop()
    throw new Error(`${(error as Error).message}\n${text.slice(-2000)}`)
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

async function findJava(): Promise<string | null> {
  const machines = await readdir('/usr/lib/jvm').catch(() => [])
  const candidates = [process.env.JAVA_HOME, ...machines.map((name) => join('/usr/lib/jvm', name))]
  for (const home of candidates) {
    if (home === undefined) continue
    const java = join(home, 'bin', 'java')
    const said = await execa(java, ['-version'], { reject: false })
    const major = Number(/version "(\d+)/.exec(said.stderr ?? '')?.[1] ?? 0)
    if (major >= 24) return java
  }
  return null
}

/** The program, unpacked once into the cache, with the plugins that the suite needs. Maven fetches it. */
async function installTrino(): Promise<string | Missing> {
  const folder = join(cacheFolder(), `trino-server-${trinoVersion}`)
  const ready = join(folder, 'ready')
  const there = await access(ready).then(
    () => true,
    () => false,
  )
  if (there) return folder
  await mkdir(cacheFolder(), { recursive: true })
  const { bavail, bsize } = await statfs(cacheFolder())
  if (bavail * bsize < 4e9) return { missing: 'it takes 2 GB, and less than 4 GB are free' }
  const artifact = `io.trino:trino-server:${trinoVersion}:tar.gz`
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get'
  const got = await execa('mvn', ['-B', '-q', goal, `-Dartifact=${artifact}`, '-Dtransitive=false'], { reject: false })
  if (got.failed)
    return { missing: `mvn could not fetch ${artifact}: ${(got.stdout || String(got.shortMessage)).slice(0, 200)}` }
  const archive = join(
    homedir(),
    `.m2/repository/io/trino/trino-server/${trinoVersion}/trino-server-${trinoVersion}.tar.gz`,
  )
  await rm(folder, { recursive: true, force: true })
  // The archive links files between plugins: all of it is unpacked, then what is not needed goes.
  await execa('tar', ['xzf', archive, '-C', cacheFolder()])
  for (const plugin of await readdir(join(folder, 'plugin')))
    if (plugin !== 'iceberg') await rm(join(folder, 'plugin', plugin), { recursive: true })
  await writeFile(ready, '')
  return folder
}
