import type { Codes } from './code.ts'

const recipe = { 'recipes/shop/recipe.yaml': 'recipe: shop\nnodes: { a: { run: ls } }\n' }
const galley = (connections: string, environments: string, recipes = 'recipes/*/recipe.yaml'): string =>
  `galley: 1\nrecipes: ${recipes}\nconnections: ${connections}\nenvironments: ${environments}`
const duckdb = '{ warehouse: { type: duckdb, path: a.duckdb } }'
const production = 'production: { connection: warehouse, schema: analytics }'

export const projectCodes: Codes = {
  'project.missing': {
    says: 'The repository has no galley.yaml at its root.',
    mend: 'Write one; the reference of recipes shows it.',
    example: '',
    file: '',
  },
  'project.behind': {
    says: 'The branch left the default branch before there was a galley.yaml that reads: what it may do is not known from there.',
    mend: 'Merge the default branch into it.',
    example: '',
    file: '',
  },
  'project.no_recipe': {
    says: 'The globs under `recipes` match no file.',
    mend: 'Write a recipe, or mend the glob.',
    example: galley(duckdb, `{ ${production} }`, 'recipe/*.yaml'),
    file: 'galley.yaml',
    files: recipe,
  },
  'project.unknown_connection': {
    says: 'An environment names a connection that is not there, or is no warehouse.',
    mend: 'Name one of `connections`.',
    example: galley(duckdb, '{ production: { connection: warehose, schema: analytics } }'),
    file: 'galley.yaml',
    files: recipe,
  },
  'project.kitchen_connection': {
    says: 'Kitchens are on another connection than production, where there is no data of production.',
    mend: 'Give both the same connection.',
    example: galley(
      '{ warehouse: { type: duckdb, path: a.duckdb }, other: { type: duckdb, path: b.duckdb } }',
      `{ ${production}, kitchen: { connection: other } }`,
    ),
    file: 'galley.yaml',
    files: recipe,
  },
  'secret.unknown_provider': {
    says: 'An environment asks a secret provider that is not there.',
    mend: 'Name one of `secrets`, or `environment`.',
    example: galley(duckdb, '{ production: { connection: warehouse, schema: analytics, secrets: [vualt] } }'),
    file: 'galley.yaml',
    files: recipe,
  },
  'secret.provider_name': {
    says: 'A secret provider has the name of the one that needs no declaration.',
    mend: 'Choose another name.',
    example: `${galley(duckdb, `{ ${production} }`)}\nsecrets: { environment: { type: files, folder: /run/secrets } }`,
    file: 'galley.yaml',
    files: recipe,
  },
  'order.unknown_variable': {
    says: 'An order gives a value (`--var NAME=VALUE`) to a variable that no recipe has.',
    mend: 'Name a variable of a recipe.',
    example: 'galley plan --var least=5',
    file: '',
  },
  'order.unknown_variation': {
    says: 'An order is for a variation (`--variation NAME`) that no recipe has.',
    mend: 'Name a variation of a recipe.',
    example: 'galley plan --variation small',
    file: '',
  },
  'graph.cycle': {
    says: 'Nodes wait for one another, within a recipe or across recipes, by what they read, need or test.',
    mend: 'Break the circle; the related places are its other nodes.',
    example: 'nodes:\n  a: { sql: select * from b }\n  b: { sql: select * from a }',
  },
}
