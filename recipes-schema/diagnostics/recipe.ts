import type { Codes } from './code.ts'

const run = 'nodes: { a: { run: ls } }'

export const recipeCodes: Codes = {
  'recipe.unknown_key': {
    says: 'A key is not known at its place, or belongs to nodes of another kind.',
    mend: 'Take the nearest known one, which the hint names.',
    example: 'nodes: { a: { run: ls, desciption: All files } }',
  },
  'recipe.missing_key': {
    says: 'Something needs a key that is not there.',
    mend: 'Add it.',
    example: `variables: { n: { type: integer } }\n${run}`,
  },
  'recipe.type': {
    says: 'A value is of another kind: a text where a list has to be, and the like.',
    mend: 'Write it as the hint shows.',
    example: 'nodes: { a: { run: ls, needs: b } }',
  },
  'recipe.value': {
    says: 'A value is none of those that may stand there.',
    mend: 'Take one of those that the hint names.',
    example: 'nodes: { a: { sql: select 1 as x, materialized: tabel } }',
  },
  'recipe.name': {
    says: 'A name has a form that not every engine can keep.',
    mend: 'Names are small letters, digits and underscores, begin with a letter and have at most 63 characters.',
    example: 'nodes: { Daily-Sales: { run: ls } }',
  },
  'recipe.duplicate': {
    says: 'A name is declared twice: a recipe, or a source and a node.',
    mend: 'Rename one.',
    example: 'sources: { a: { file: a.csv } }\nnodes: { a: { run: ls } }',
  },
  'recipe.duplicate_relation': {
    says: 'Two recipes have a node of one name, and both would be the same relation for readers.',
    mend: 'Rename one; `was` keeps its history.',
    example: run,
    files: { 'recipes/other/recipe.yaml': `recipe: other\n${run}\n` },
  },
  'recipe.node_kind': {
    says: 'A node is of no kind, or of two.',
    mend: 'Give it exactly one of the kinds.',
    example: 'nodes: { a: { run: ls, sql: select 1 as x } }',
  },
  'recipe.unknown_node': {
    says: 'A node or source is named that is not there.',
    mend: 'Take the nearest name, which the hint names.',
    example: 'nodes:\n  orders: { run: ls }\n  report: { run: ls, needs: [order] }',
  },
  'recipe.unknown_recipe': {
    says: 'A step is a recipe that is not there, or the recipe itself.',
    mend: 'Name another recipe.',
    example: 'nodes: { a: { recipe: regions } }',
  },
  'recipe.unknown_variable': {
    says: 'A variation or an environment gives a value to a variable that is not there.',
    mend: 'Declare it under `variables`, or take the nearest name.',
    example: `variables: { least: { type: integer, default: 5 } }\nvariations: { small: { variables: { lest: 1 } } }\n${run}`,
  },
  'recipe.unknown_connection': {
    says: 'A connection is named that is not there, or is of another type.',
    mend: 'Declare it under `connections` in galley.yaml.',
    example: 'nodes: { a: { sql: select 1 as x, connection: lake } }',
  },
  'recipe.variable_type': {
    says: 'A value is not of the type that its variable has.',
    mend: 'Mend the value or the type.',
    example: `variables: { least: { type: integer, default: many } }\n${run}`,
  },
  'recipe.test_kind': {
    says: 'A test is of no kind, or of two.',
    mend: 'Give it exactly one kind; each test is a list item of its own.',
    example: 'nodes:\n  a:\n    sql: select 1 as x\n    tests: [{ not_null: x, unique: x }]',
  },
  'recipe.test_option': {
    says: 'An option means nothing for tests of this kind.',
    mend: 'Leave it out, or write a test of another kind.',
    example: 'nodes:\n  a:\n    sql: select 1 as x\n    tests: [{ sql: select * from a where x > 1, where: x > 0 }]',
  },
  'recipe.no_rows': {
    says: 'A node that leaves no rows has tests or measures of rows.',
    mend: 'Test the nodes that read it or that it reads; measure its `run_seconds`, or an `output`.',
    example: 'nodes: { a: { run: ls, tests: [{ unique: id }] } }',
  },
  'recipe.measure': {
    says: 'A measure measures nothing, or its name is there twice.',
    mend: 'Give it one kind, and a `name` of its own.',
    example: 'nodes: { a: { sql: select 1 as x, measures: [row_count, row_count] } }',
  },
  'recipe.source_origin': {
    says: 'A source is nowhere, or in two places.',
    mend: 'Give it `file` or `table`.',
    example: `sources: { raw: { description: All orders } }\n${run}`,
  },
  'recipe.source_made': {
    says: 'A source is what Galley itself makes: read that way it would be no upstream, and no sandbox would reach it.',
    mend: 'Read the node by its name.',
    example: `sources: { raw: { table: analytics.a } }\n${run}`,
  },
  'recipe.sandbox': {
    says: 'A sandbox policy says something that has no meaning.',
    mend: 'Do what the hint says.',
    example: `sources: { raw: { file: a.csv, sandbox: { sample: 200% } } }\n${run}`,
  },
  'recipe.matrix': {
    says: 'A matrix has too many legs, or two whose names would be the same.',
    mend: 'Leave values out, or make them differ in letters and digits.',
    example: 'nodes: { a: { run: ls, strategy: { matrix: { region: [eu-1, eu_1] } } } }',
  },
  'recipe.cron': {
    says: 'A schedule is not a cron expression of five fields.',
    mend: 'Minute, hour, day of the month, month, day of the week: `0 6 * * *` is every day at six.',
    example: `schedule: { cron: "0 25 * * *" }\n${run}`,
  },
  'recipe.timezone': {
    says: 'A time zone is not there.',
    mend: 'Use an IANA name such as Europe/Zurich.',
    example: `schedule: { cron: "0 6 * * *", timezone: Europe/Zuerich }\n${run}`,
  },
  'recipe.alert_address': {
    says: 'An alert goes to a URL that stands in the file.',
    mend: "Write `${{ secrets.NAME }}` alone, and put the URL into the App's environment as `GALLEY_SECRET_NAME`.",
    example: `alerts: [{ on: [failed], to: { slack: "https://hooks.example.com/1" } }]\n${run}`,
  },
  'recipe.no_file': {
    says: 'A notebook is not there.',
    mend: "Paths are relative to the recipe's folder.",
    example: 'nodes: { a: { notebook: report.ipynb } }',
  },
  'recipe.no_input': {
    says: 'A glob under `inputs` matches no file, so that what it meant would not be watched.',
    mend: "Mend the glob; paths are relative to the recipe's folder.",
    example: 'nodes: { a: { run: ls, inputs: [scripts/*.py] } }',
  },
  'recipe.from_dbt': {
    says: 'The dbt project has changed since the recipe was made from it, or a query that was made was changed by hand.',
    mend: 'Run `galley dbt FOLDER` and commit what it writes.',
    example: `from_dbt: "0123456789abcdef0123456789abcdef"\n${run}`,
  },
}
