import { spawnSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fileFault } from '../../action/file-fault.ts'
import { type Desk, desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const cli = fileURLToPath(new URL('../../action/cli.ts', import.meta.url))
const root = process.getuid?.() === 0
/** Somebody who owns nothing; where this process is root, to whom every folder is open, the program runs as that. */
const nobody = 65_534

const files = shop(`variables: { rows: { type: integer, default: 10 } }
nodes:
  big: { sql: "select i, hash(i) as h, hash(i + 1) as k from range($rows) t(i)", with: { rows: "\${{ vars.rows }}" } }
  top: { sql: "select max(i) as m from big" }
`)

interface Ended {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** The program in a shell that sets the stage first. */
function galley({ folder, env }: Desk, stage: string, ...args: string[]): Ended {
  const argv = ['-c', `${stage}; exec "$0" "$@"`, process.execPath, cli, '-C', folder, ...args]
  const { status, stdout, stderr } = spawnSync('sh', argv, { env, encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

async function produced(): Promise<Desk> {
  const one = await desk(files)
  expect((await one.galley('run', '--env', 'production')).exit).toBe(0)
  return one
}

/** Production is what it was, and works again where there is room. */
async function isWhole(one: Desk): Promise<void> {
  expect((await one.galley('versions', '--json')).json.versions).toHaveLength(1)
  const again = await one.galley('run', '--env', 'production', '--var', 'rows=20', '--json')
  expect(again).toMatchObject({ exit: 0, json: { promotion: { to_version: 2 } } })
}

describe('a disk that is full', () => {
  // A file that may not grow stands for it where nobody may mount: the engine's write fails in the same place.
  const limit = 'trap "" XFSZ; ulimit -f 4000'

  it('fails the node that did not fit, with what the engine says, and moves nothing', async () => {
    const one = await produced()
    const { status, out } = galley(one, limit, 'run', '--env', 'production', '--var', 'rows=3000000')
    expect(status).toBe(1)
    expect(out).toMatch(/shop\.big: .*Could not write file ".*w\.duckdb.*": File too large/)
    expect(out).toContain('top was skipped: big failed')
    expect(out).toContain('galley run --resume')
    await isWhole(one)
  })

  it('stops an order whose ledger cannot be written, and says what to do', async () => {
    const one = await produced()
    const none = 'trap "" XFSZ; ulimit -f 0'
    const { status, err } = galley(one, none, 'run', '--env', 'production', '--var', 'rows=30')
    expect(status).toBe(3)
    expect(err).toMatch(/w\.duckdb.* \[warehouse\.(failed|open)\]/)
    expect(err).toContain('Is there room on the disk')
    await isWhole(one)
  })
})

describe('a folder that cannot be written to', () => {
  /** As somebody who may read all of it. */
  const asNobody = (one: Desk, ...args: string[]): Ended => {
    const git = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
    const user = root ? { uid: nobody, gid: nobody } : {}
    const env = { ...one.env, ...git, HOME: '/nonexistent' }
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, '-C', one.folder, ...args], {
      env,
      encoding: 'utf8',
      ...user,
    })
    return { status, out: stdout, err: stderr }
  }

  it.each([
    ['of a warehouse that is there', 'w.duckdb'],
    ['of one that is to be made', 'new/w.duckdb'],
  ])('%s is told in words, with the path', async (_, path) => {
    const one = await desk(files)
    const home = dirname(one.folder)
    one.env.WAREHOUSE = join(home, 'data', path)
    if (path === 'w.duckdb') expect((await one.galley('run', '--env', 'production')).exit).toBe(0)
    if (path === 'w.duckdb') await chmod(one.env.WAREHOUSE, 0o444)
    await chmod(join(home, 'data'), 0o555)
    await chmod(home, 0o755)
    const { status, err } = asNobody(one, 'run', '--env', 'production', '--var', 'rows=5')
    expect(status).toBe(3)
    expect(err).toMatch(
      /galley: .*\/data\/.*(Permission denied|EACCES).* \[(warehouse\.open|file\.forbidden)\]\n {2}\S/,
    )
    expect(err).not.toContain('at async')
    // A plan writes nothing.
    const plan = asNobody(one, 'plan', '--env', 'production', '--json')
    expect(plan).toMatchObject({ status: 0, err: '' })
    const present = path === 'w.duckdb'
    expect(JSON.parse(plan.out).production).toEqual(present ? { version: 1 } : null)
    await chmod(join(home, 'data'), 0o755)
  })
})

it.each([
  ['ENOSPC', 'disk.full', 'The disk is full'],
  ['EDQUOT', 'disk.full', 'quota'],
  ['EACCES', 'file.forbidden', 'may not use'],
  ['EROFS', 'file.forbidden', 'only be read'],
  ['EMFILE', 'file.too_many', 'Too many files'],
  ['EIO', 'disk.failed', 'failed'],
])('%s is the world and no bug', (code, said, words) => {
  const error = Object.assign(new Error('x'), { code, syscall: 'write', path: '/a/b' })
  const fault = fileFault(error)
  expect(fault).toMatchObject({ code: said, exit: 3, message: expect.stringContaining(words) })
  expect(fault?.message).toContain('/a/b')
  expect(fault?.hint).not.toBeNull()
})

it('other errors are not taken for it', () => {
  expect(fileFault(Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'open' }))).toBeNull()
  expect(fileFault(Object.assign(new Error('x'), { code: 'EACCES' }))).toBeNull()
  expect(fileFault(new TypeError('x'))).toBeNull()
})
