import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram } from '../../action/program.ts'
import { scratch } from '../support/scratch.ts'

const ingredient = (sql: string): string =>
  `ingredient: clean\nversion: 1\noutputs: { result: { node: cleaned } }\nnodes: { cleaned: { sql: ${sql} } }\n`

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org']
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' }).trim()
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** A server with octo/things, whose tag v1 is an ingredient, and a project that uses it. */
async function made(): Promise<{
  things: string
  project: string
  run: (...args: string[]) => Promise<number>
  sha: string
}> {
  const root = await scratch()
  const things = join(root, 'octo/things.git')
  const project = join(root, 'project')
  mkdirSync(things, { recursive: true })
  git(things, 'init', '-q')
  write(things, { 'clean/ingredient.yaml': ingredient('select 1 as x'), 'clean/notes.md': 'notes', 'other/file': 'x' })
  git(things, 'add', '-A')
  git(things, 'commit', '-qm', 'first')
  git(things, 'tag', 'v1')
  write(project, {
    'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { w: { type: duckdb, path: w.duckdb } }
environments: { production: { connection: w, schema: analytics } }
`,
    'recipes/shop/recipe.yaml': 'recipe: shop\nnodes: { a: { uses: octo/things/clean@v1 } }\n',
  })
  git(project, 'init', '-q')
  const io = {
    env: { GITHUB_SERVER_URL: `file://${root}` },
    cwd: project,
    out: () => {},
    err: () => {},
    colour: false,
    signal: new AbortController().signal,
    now: () => new Date(0),
  }
  return {
    things,
    project,
    sha: git(things, 'rev-parse', 'HEAD'),
    run: (...args) => runProgram(['--json', ...args], io),
  }
}

it('fetches what recipes use, pins it, and reads it then without the server', async () => {
  const { things, project, sha, run } = await made()
  expect(await run('validate')).toBe(2)
  expect(await run('lock')).toBe(0)
  const lock = JSON.parse(readFileSync(join(project, 'galley.lock'), 'utf8'))
  expect(lock.ingredients['octo/things/clean@v1'].sha).toBe(sha)
  expect(Object.keys(lock.ingredients['octo/things/clean@v1'].files)).toEqual(['ingredient.yaml', 'notes.md'])
  expect(await run('validate')).toBe(0)

  // The tag moves: nothing changes here until somebody asks for it.
  write(things, { 'clean/ingredient.yaml': ingredient('select 2 as x') })
  git(things, 'commit', '-qam', 'second')
  git(things, 'tag', '-f', 'v1')
  expect(await run('lock')).toBe(0)
  expect(JSON.parse(readFileSync(join(project, 'galley.lock'), 'utf8'))).toEqual(lock)
  expect(await run('lock', '--update')).toBe(0)
  const updated = JSON.parse(readFileSync(join(project, 'galley.lock'), 'utf8'))
  expect(updated.ingredients['octo/things/clean@v1'].sha).toBe(git(things, 'rev-parse', 'HEAD'))
  expect(existsSync(join(project, '.galley/ingredients/octo/things/clean', sha.slice(0, 12)))).toBe(false)
  expect(await run('validate')).toBe(0)
})

it('a reference that is not there changes nothing', async () => {
  const { project, run } = await made()
  write(project, { 'recipes/shop/recipe.yaml': 'recipe: shop\nnodes: { a: { uses: octo/things/clean@v9 } }\n' })
  expect(await run('lock')).toBe(3)
  expect(existsSync(join(project, 'galley.lock'))).toBe(false)
})

it('pins what ingredients use as well, and refuses that they use what is here', async () => {
  const { things, project, run } = await made()
  const using = (uses: string): string =>
    `ingredient: clean\nversion: 1\noutputs: { result: { node: a } }\nnodes: { a: { uses: ${uses} } }\n`
  write(things, {
    'clean/ingredient.yaml': using('octo/things/base@v1'),
    'base/ingredient.yaml': ingredient('select 1 as x'),
  })
  git(things, 'add', '-A')
  git(things, 'commit', '-qm', 'second')
  git(things, 'tag', '-f', 'v1')
  expect(await run('lock')).toBe(0)
  const pinned = (): string[] => Object.keys(JSON.parse(readFileSync(join(project, 'galley.lock'), 'utf8')).ingredients)
  expect(pinned()).toEqual(['octo/things/base@v1', 'octo/things/clean@v1'])
  expect(await run('validate')).toBe(0)
  // Asked again, what is there is looked into, and stays.
  expect(await run('lock')).toBe(0)
  expect(pinned()).toHaveLength(2)
  expect(await run('validate')).toBe(0)

  write(things, { 'clean/ingredient.yaml': using('ingredients/own') })
  git(things, 'commit', '-qam', 'third')
  git(things, 'tag', '-f', 'v1')
  write(project, { 'ingredients/own/ingredient.yaml': ingredient('select 3 as x') })
  expect(await run('lock', '--update')).toBe(0)
  expect(pinned()).toEqual(['octo/things/clean@v1'])
  expect(await run('validate')).toBe(2)
})

it('fetches tests as it does nodes, and what they look at runs', async () => {
  const { things, project, run } = await made()
  const positive = `test: positive
inputs: { column: { type: column } }
sql: select * from this where $column <= 0
`
  write(things, { 'positive/test.yaml': positive, 'neither/notes.md': 'notes' })
  git(things, 'add', '-A')
  git(things, 'commit', '-qm', 'A test')
  git(things, 'tag', 'v2')
  const shop = (uses: string): Record<string, string> => ({
    'recipes/shop/recipe.yaml': `recipe: shop\nnodes: { a: { sql: select 0 as x, tests: [{ uses: ${uses}, with: { column: x } }] } }\n`,
  })
  write(project, shop('octo/things/positive@v2'))
  expect(await run('validate')).toBe(2)
  expect(await run('lock')).toBe(0)
  expect(await run('validate')).toBe(0)
  git(project, 'add', '-A')
  git(project, 'commit', '-qm', 'One')
  // The one row is not above 0.
  expect(await run('run', '--env', 'dev')).toBe(1)
  const file = join(project, '.galley/ingredients/octo/things/positive', git(things, 'rev-parse', 'HEAD').slice(0, 12))
  writeFileSync(join(file, 'test.yaml'), positive.replace('<=', '<'))
  expect(await run('validate')).toBe(2)
  expect(await run('lock')).toBe(0)
  expect(await run('validate')).toBe(0)
  write(project, shop('octo/things/neither@v2'))
  expect(await run('lock')).toBe(2)
})
