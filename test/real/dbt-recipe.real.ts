import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { scratch } from '../support/scratch.ts'
import { installed } from './python.ts'

const found = await installed('dbt', ['dbt-core>=1.11,<1.12', 'dbt-duckdb==1.11.1'], 250)
const bin = 'bin' in found ? found.bin : ''
const cli = fileURLToPath(new URL('../../action/cli.ts', import.meta.url))
const source = fileURLToPath(new URL('dbt-project', import.meta.url))

const galleyYaml = `galley: 1
recipes: "*/recipe.yaml"
connections: { warehouse: { type: duckdb, path: "\${{ env.GALLEY_WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics }, kitchen: { connection: warehouse } }
`

/** A repository with the dbt project in it, and a warehouse of its own. */
async function dbtRepository() {
  const [folder, home] = [await scratch(), await scratch()]
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: home,
    DBT_DATABASE: join(home, 'dbt.duckdb'),
    GALLEY_WAREHOUSE: join(home, 'warehouse.duckdb'),
  }
  const galley = (...args: string[]) => execa(process.execPath, [cli, '-C', folder, ...args], { env, reject: false })
  const git = (...args: string[]) =>
    execa('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { env })
  const commit = async (): Promise<void> => {
    await git('add', '-A')
    await git('commit', '-q', '-m', 'Change')
  }
  await git('init', '-q', '-b', 'main')
  await cp(source, join(folder, 'dbt'), { recursive: true })
  await writeFile(join(folder, 'galley.yaml'), galleyYaml)
  return { folder, home, env, galley, commit }
}

describe.skipIf('missing' in found)('a real dbt project as a recipe', () => {
  it('holds the rows that dbt builds, plans by model, and is refused when it is of another state', async () => {
    const { folder, env, galley, home, commit } = await dbtRepository()
    const made = await galley('dbt', 'dbt', '--vars', '{day: 3}')
    expect(made.stderr + made.stdout).toContain('dbt/recipe.yaml: 3 nodes, 3 tests, 1 source.')
    await commit()
    const run = await galley('run', '--env', 'production', '--json')
    const report = JSON.parse(run.stdout) as {
      verdict: string
      nodes: { name: string }[]
      tests: { test: string; state: string }[]
    }
    // The sum is not 1, of which the project only warns.
    expect(report.verdict).toBe('warn')
    expect(report.tests.map(({ test, state }) => [test, state]).sort()).toEqual([
      ['accepted_values(total)', 'failed'],
      ['not_null(id)', 'passed'],
      ['unique(id)', 'passed'],
    ])

    const project = ['--project-dir', join(folder, 'dbt'), '--profiles-dir', join(folder, 'dbt')]
    const places = ['--target-path', join(home, 'target'), '--log-path', join(home, 'logs')]
    await execa(join(bin, 'dbt'), ['build', '-q', '--vars', '{day: 3}', ...project, ...places], { env })
    const ask = `import duckdb, sys
ask = duckdb.connect()
ask.execute(f"attach '{sys.argv[1]}' as theirs (read_only)")
ask.execute(f"attach '{sys.argv[2]}' as ours (read_only)")
for name in ['raw', 'staged', 'total']:
    theirs, ours = f'theirs.analytics.{name}', f'ours.analytics.{name}'
    rows = ask.execute(f'select count(*) from {theirs}').fetchone()[0]
    other = ask.execute(f'select (select count(*) from (from {theirs} except all from {ours})) + (select count(*) from (from {ours} except all from {theirs}))').fetchone()[0]
    print(name, rows > 0, other)`
    const compared = await execa(join(bin, 'python'), ['-c', ask, env.DBT_DATABASE, env.GALLEY_WAREHOUSE])
    expect(compared.stdout.split('\n')).toEqual(['raw True 0', 'staged True 0', 'total True 0'])

    // A comment is another state of the project, and the same plan.
    const model = join(folder, 'dbt', 'models', 'staged.sql')
    await writeFile(model, `-- Every amount.\n${await readFile(model, 'utf8')}`)
    const stale = await galley('validate', '--json')
    expect(stale.exitCode).toBe(2)
    expect(stale.stdout).toContain('"recipe.from_dbt"')
    await galley('dbt', 'dbt', '--vars', '{day: 3}')
    await commit()
    expect((await galley('plan', '--base', 'HEAD~1')).stdout).toContain('Nothing has to run.')
    // Another day is in one model alone.
    await galley('dbt', 'dbt', '--vars', '{day: 4}')
    await commit()
    const plan = await galley('plan', '--base', 'HEAD~1')
    expect(plan.stdout).toContain('1 to run, 2 reused')
    expect(plan.stdout).toContain('column day')
  })

  it('takes ephemeral and incremental models, tests of its own, types of seeds and measures along', async () => {
    const { folder, galley, commit } = await dbtRepository()
    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(join(folder, 'dbt', path, '..'), { recursive: true })
      await writeFile(join(folder, 'dbt', path), text)
    }
    await write('seeds/codes.csv', 'code,name\n007,seven\n010,ten\n')
    await write(
      'seeds/seeds.yml',
      'seeds: [{ name: codes, config: { column_types: { code: varchar, name: varchar } } }]',
    )
    await write('models/inner.sql', "{{ config(materialized='ephemeral') }} select code from {{ ref('codes') }}")
    await write(
      'models/facts.sql',
      "{{ config(materialized='incremental') }} select code from {{ ref('inner') }} {% if is_incremental() %} where false {% endif %}",
    )
    await write(
      'models/facts.yml',
      'models: [{ name: facts, config: { meta: { galley: { measures: [row_count], owner: "@octocat" } } } }]',
    )
    await write('tests/no_ten.sql', "{{ config(severity='warn') }} select * from {{ ref('facts') }} where code = '010'")
    const made = await galley('dbt', 'dbt')
    expect(made.stdout).toContain('Made whole each time, as by --full-refresh: facts.')
    await commit()
    const run = await galley('run', '--env', 'production', '--json')
    const report = JSON.parse(run.stdout) as {
      verdict: string
      tests: { node: string; test: string; state: string; severity: string; failures: number }[]
      measures: { node: string; measure: string; value: number }[]
    }
    expect(report.tests.find(({ node }) => node === 'facts')).toMatchObject({
      test: 'sql(galley/tests/no_ten.sql)',
      state: 'failed',
      severity: 'warning',
      failures: 1,
    })
    expect(report.measures).toMatchObject([{ node: 'facts', measure: 'row_count', value: 2 }])
  })

  it('overwrites nothing that it has not made', async () => {
    const folder = await scratch()
    await execa('git', ['init', '-q', folder])
    await cp(source, join(folder, 'dbt'), { recursive: true })
    const galley = () => execa(process.execPath, [cli, '-C', folder, 'dbt', 'dbt'], { reject: false })
    await mkdir(join(folder, 'dbt', 'galley'))
    const other = await galley()
    expect([other.exitCode, other.stderr]).toEqual([4, expect.stringContaining('galley/ in the project')])
    await writeFile(join(folder, 'dbt', 'recipe.yaml'), 'recipe: [')
    const broken = await galley()
    expect([broken.exitCode, broken.stderr]).toEqual([4, expect.stringContaining('recipe.yaml in the project')])
    expect(await readFile(join(folder, 'dbt', 'recipe.yaml'), 'utf8')).toBe('recipe: [')
  })

  it('says what dbt says of a project that does not compile', async () => {
    const [folder, home] = [await scratch(), await scratch()]
    await execa('git', ['init', '-q', folder])
    await cp(source, join(folder, 'dbt'), { recursive: true })
    await writeFile(join(folder, 'dbt', 'models', 'broken.sql'), "select * from {{ ref('nowhere') }}")
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, DBT_DATABASE: join(home, 'dbt.duckdb') }
    const said = await execa(process.execPath, [cli, '-C', folder, 'dbt', 'dbt'], { env, reject: false })
    expect(said.exitCode).toBe(1)
    expect(said.stdout).toContain("depends on a node named 'nowhere'")
  })
})
