import { describe, expect, it } from 'vitest'
import type { Manifest, ManifestNode, ManifestSource, ManifestUnitTest } from '../../action/dbt/graph/manifest.ts'
import { type SubGraph, subGraph } from '../../action/dbt/graph/sub-graph.ts'
import { parser } from '../support/project.ts'

type Over = Partial<ManifestNode>

function node(type: string, name: string, over: Over = {}): ManifestNode {
  return {
    unique_id: `${type}.shop.${name}`,
    resource_type: type,
    name,
    package_name: 'shop',
    original_file_path: `${type}s/${name}.${type === 'seed' ? 'csv' : 'sql'}`,
    database: 'db',
    schema: 'main',
    alias: name,
    config: { materialized: type === 'model' ? 'table' : type },
    ...over,
  }
}

const model = (name: string, compiled_code: string, needs: string[] = [], over: Over = {}): ManifestNode =>
  node('model', name, { compiled_code, depends_on: { nodes: needs }, ...over })

function test(name: string, about: string, made: Over['test_metadata'], over: Over = {}): ManifestNode {
  return node('test', name, {
    attached_node: about,
    depends_on: { nodes: [about] },
    test_metadata: made ?? null,
    compiled_code: 'select id from "db"."main"."orders" where id < 0',
    ...over,
  })
}

const source: ManifestSource = {
  unique_id: 'source.shop.raw.people',
  source_name: 'raw',
  name: 'people',
  database: 'db',
  schema: 'lake',
  identifier: 'people_v1',
  meta: { galley: { sandbox: { mask: { email: 'hash' } } } },
}

const orders = model('orders', 'select 1 as id -- said')
const about = orders.unique_id

function graph(
  nodes: readonly ManifestNode[],
  over: { all?: boolean; header?: string; units?: readonly ManifestUnitTest[] } = {},
): Promise<SubGraph> {
  const manifest: Manifest = {
    metadata: { adapter_type: 'duckdb', project_name: 'shop' },
    nodes: Object.fromEntries(nodes.map((one) => [one.unique_id, one])),
    sources: { [source.unique_id]: source },
    unit_tests: Object.fromEntries((over.units ?? []).map((one) => [one.unique_id, one])),
  }
  const { all = true, header = 'id,name' } = over
  return subGraph(manifest, { parser: parser(), dialect: 'duckdb', all, headerOf: () => header })
}

describe('a dbt project as a graph', () => {
  it("reads nodes and sources by their names, and keeps the person's text and comments", async () => {
    const people = model('people', 'select p.id from "db"."lake"."people_v1" as p -- people', [source.unique_id])
    const both = model('both', 'select * from "db"."main"."people", db.main.orders\nwhere orders.id = people.id', [
      about,
      people.unique_id,
    ])
    const made = await graph([both, people, orders])
    expect(made.faults).toEqual([])
    expect(Object.keys(made.nodes)).toEqual(['orders', 'people', 'both'])
    expect(made.files.get('galley/models/people.sql')).toBe('select p.id from "raw_people" as p -- people\n')
    expect(made.files.get('galley/models/both.sql')).toBe(
      'select * from "people", "orders"\nwhere orders.id = people.id\n',
    )
    expect(made.sources).toEqual({ raw_people: { table: 'lake.people_v1', sandbox: { mask: { email: 'hash' } } } })
  })

  it('takes measures, tests and tags from the project', async () => {
    const config = { materialized: 'view', meta: { galley: { measures: ['row_count'], tests: [{ check: 'id > 0' }] } } }
    const made = await graph([
      model('orders', 'select 1 as id', [], { config, tags: ['b', 'a'], description: ' Orders ' }),
      test('id', about, { name: 'unique', kwargs: { column_name: 'id', model: '…' } }),
    ])
    expect(made.nodes.orders).toEqual({
      description: 'Orders',
      sql: 'galley/models/orders.sql',
      materialized: 'view',
      tags: ['a', 'b'],
      measures: ['row_count'],
      tests: [{ unique: 'id' }, { check: 'id > 0' }],
    })
  })

  it.each([
    ['is plain', { name: 'not_null', kwargs: { column_name: 'id' } }, {}, { not_null: 'id' }],
    [
      'warns, of some rows',
      { name: 'not_null', kwargs: { column_name: 'id' } },
      { severity: 'warn', warn_if: '> 3', where: "day = 'x'" },
      { not_null: 'id', severity: 'warning', where: "day = 'x'", fail_if: '> 3' },
    ],
    [
      'has quoted values',
      { name: 'accepted_values', kwargs: { column_name: 'id', values: [1, 'a'] } },
      {},
      { accepted_values: { column: 'id', values: ['1', 'a'] } },
    ],
    [
      'has numbers',
      { name: 'accepted_values', kwargs: { column_name: 'id', values: [1, 2], quote: false } },
      {},
      { accepted_values: { column: 'id', values: [1, 2] } },
    ],
    [
      'is of a package',
      { name: 'unique', namespace: 'other', kwargs: { column_name: 'id' } },
      {},
      { sql: 'galley/tests/t.sql', description: 't' },
    ],
    [
      'is of an expression',
      { name: 'unique', kwargs: { column_name: 'a || b' } },
      {},
      { sql: 'galley/tests/t.sql', description: 't' },
    ],
  ] as const)('a test that %s', async (_, made, config, expected) => {
    const found = await graph([orders, test('t', about, made as Over['test_metadata'], { config })])
    expect(found.faults).toEqual([])
    expect(found.nodes.orders?.tests).toEqual([expected])
  })

  it('counts failures as dbt does where a threshold is no number of rows', async () => {
    const config = { fail_calc: 'sum(n)', error_if: '> 5', warn_if: '!= 0' }
    const found = await graph([orders, test('t', about, undefined, { config })])
    expect(found.nodes.orders?.tests).toEqual([
      { sql: 'galley/tests/t.sql', description: 't' },
      { sql: 'galley/tests/t_warning.sql', severity: 'warning', description: 't' },
    ])
    expect(found.files.get('galley/tests/t.sql')).toBe(
      'select * from (\nselect sum(n) as failures from (\nselect id from "orders" where id < 0\n) as dbt_internal_test\n) as counted where coalesce(failures > 5, true)\n',
    )
    expect(found.files.get('galley/tests/t_warning.sql')).toContain('where coalesce(failures != 0, true)')
  })

  it('tests a relationship to what stands on the node where both are there', async () => {
    const later = model('later', 'select id from db.main.orders', [about])
    const other = model('other', 'select 1 as id')
    const relation = (name: string, to: ManifestNode): ManifestNode =>
      test(
        name,
        about,
        { name: 'relationships', kwargs: { column_name: 'id', field: 'id', to: `ref('${to.name}')` } },
        {
          depends_on: { nodes: [to.unique_id, about] },
        },
      )
    const found = await graph([later, orders, other, relation('t1', later), relation('t2', other)])
    expect(found.nodes.orders?.tests).toEqual([{ relationships: { column: 'id', to: 'other.id' } }])
    expect(found.nodes.later?.tests).toEqual([{ sql: 'galley/tests/t1.sql', description: 't1' }])
  })

  it('leaves to dbt what it alone can make, and reads it as a source', async () => {
    const snapshot = node('snapshot', 'kept', { schema: 'snapshots' })
    const python = model('scores', 'def model(dbt, session): …', [], { language: 'python' })
    const own = model('own', '…', [], { config: { materialized: 'special' } })
    const reader = model('reader', 'select 1 as x from db.snapshots.kept, db.main.scores, db.main.own')
    const found = await graph([snapshot, python, own, reader])
    expect(found.faults).toEqual([])
    expect(found.sources).toEqual({
      kept: { table: 'snapshots.kept' },
      scores: { table: 'main.scores' },
      own: { table: 'main.own' },
    })
    expect(found.notes).toEqual([
      "model.shop.own stays with dbt and is read as a source: its materialization, special, is dbt's own.",
      'model.shop.scores stays with dbt and is read as a source: it is a model in Python.',
      'snapshot.shop.kept stays with dbt and is read as a source: it is a snapshot: it keeps what was, and cannot be made anew.',
    ])
  })

  it('says what is done otherwise', async () => {
    const config = { materialized: 'incremental', 'post-hook': [{ sql: 'analyze' }] }
    const { notes } = await graph([model('facts', 'select 1 as id', [], { config })])
    expect(notes[0]).toContain('Made whole each time, as by --full-refresh: facts.')
    expect(notes[1]).toBe('Their hooks are not run: facts.')
  })

  it('types a seed whose columns all have types, and says so of one whose columns have not', async () => {
    const column_types = { id: 'varchar' }
    const seed = node('seed', 'codes', { config: { column_types } })
    const whole = await graph([seed], { header: 'id' })
    expect(whole.sources).toEqual({ codes_csv: { file: 'seeds/codes.csv', columns: { id: 'varchar' } } })
    expect(whole.nodes).toEqual({ codes: { sql: 'select * from codes_csv' } })
    const part = await graph([seed])
    expect(part.sources).toEqual({ codes_csv: { file: 'seeds/codes.csv' } })
    expect(part.notes[0]).toContain('name have none')
  })

  it('keeps each of two tests of one name, of different packages', async () => {
    const own = (package_name: string): ManifestNode =>
      test('no_orphans', about, undefined, { unique_id: `test.${package_name}.no_orphans`, package_name })
    const found = await graph([orders, own('one'), own('two')])
    expect([...found.files.keys()].filter((path) => path.includes('tests/'))).toEqual([
      'galley/tests/no_orphans.sql',
      'galley/tests/no_orphans_2.sql',
    ])
    expect(found.nodes.orders?.tests).toHaveLength(2)
  })

  it("lets the project's meta add to a node, and not replace its query or what it waits for", async () => {
    const galley = { sql: 'select 2 as id', needs: ['sent'], owner: '@octocat', tests: { check: 'id > 0' } }
    const after = model('after', 'select 2 as id -- depends on orders', [about], { config: { meta: { galley } } })
    expect((await graph([orders, after])).nodes.after).toMatchObject({
      sql: 'galley/models/after.sql',
      needs: ['orders', 'sent'],
      owner: '@octocat',
    })
  })

  it('says how many tests a selection left out', async () => {
    const left = test('t', about, undefined, { compiled_code: null })
    expect((await graph([orders, left], { all: false })).notes).toEqual(['1 test not selected.'])
  })

  it('waits for what a model names in a comment alone', async () => {
    const after = model('after', 'select 2 as id -- depends on orders', [about])
    expect((await graph([orders, after])).nodes.after?.needs).toEqual(['orders'])
  })

  it.each([
    ['two of one name', [orders, model('x', 'select 1 as id', [], { alias: 'orders' })], /both be called orders/],
    ['a name that is none', [model('Late Orders', 'select 1 as id')], /"late orders", which is no name of a node/],
    ['a relation that nobody makes', [model('a', 'select * from db.old.b')], /reads db\.old\.b, which is no ref/],
    [
      'a table whose name has a dot, which would be another one',
      [node('snapshot', 'kept.old'), model('a', 'select * from db.main."kept.old"')],
      /dots or quotes/,
    ],
    ['a query that is none', [model('a', 'select from where')], /cannot be read as duckdb/],
  ] as const)('refuses %s', async (_, nodes, says) => {
    expect((await graph(nodes)).faults.join('\n')).toMatch(says)
  })
})

describe("a dbt project's unit tests", () => {
  const unit = (name: string, over: Partial<ManifestUnitTest> = {}): ManifestUnitTest => ({
    unique_id: `unit_test.shop.orders.${name}`,
    name,
    depends_on: { nodes: [about] },
    given: [{ input: "source('raw', 'people')", rows: [{ at: '2026-01-31T10:00:00' }], format: 'dict', fixture: null }],
    expect: { rows: [{ id: 1 }], format: 'dict', fixture: null },
    overrides: null,
    ...over,
  })

  it("become Galley's, but for what dbt compiles anew or keeps elsewhere", async () => {
    const found = await graph([orders], {
      units: [
        unit('plain'),
        unit('with_macros', { overrides: { macros: { is_incremental: true } } }),
        unit('fixed', { expect: { rows: null, format: 'csv', fixture: 'rows' } }),
        unit('of_itself', { given: [{ input: 'this', rows: [], format: 'dict' }] }),
      ],
    })
    expect(found.files.get('galley/unit_tests/orders.yaml')).toBe(
      'node: orders\ntests:\n  - name: plain\n    given:\n      raw_people:\n        - at: 2026-01-31 10:00:00\n    expect:\n      - id: 1\n',
    )
    expect(found.notes).toEqual(["3 unit tests of dbt's stay with dbt: fixed, of_itself, with_macros."])
  })
})
