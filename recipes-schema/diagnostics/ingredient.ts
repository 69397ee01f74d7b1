import type { Codes } from './code.ts'

const uses = (what: string, more = ''): string => `nodes: { a: { uses: ${what}${more} } }`
const clean = {
  'ingredients/clean/ingredient.yaml':
    'ingredient: clean\nversion: 2\ninputs: { key: { type: string } }\noutputs: { result: { node: cleaned } }\nnodes: { cleaned: { sql: select 1 as x } }\n',
}

export const ingredientCodes: Codes = {
  'ingredient.unknown': {
    says: 'There is no such ingredient in the repository.',
    mend: 'Name a folder with an ingredient.yaml, or `OWNER/REPO/FOLDER@REF`.',
    example: uses('ingredients/clear'),
    files: clean,
  },
  'ingredient.version': {
    says: 'The ingredient is of another version than the use asks for.',
    mend: 'See what has changed, then write the version that is there.',
    example: uses('ingredients/clean@1', ', with: { key: id }'),
    files: clean,
  },
  'ingredient.input': {
    says: 'An input is missing, not known, or not of its type.',
    mend: 'The related place is where the ingredient declares it.',
    example: uses('ingredients/clean@2'),
    files: clean,
  },
  'ingredient.key': {
    says: 'A key cannot be said of an ingredient as a whole, or of a node inside one.',
    mend: 'Say it of the nodes in the ingredient, or where it is used.',
    example: uses('ingredients/clean@2', ', with: { key: id }, continue-on-error: true'),
    files: clean,
  },
  'ingredient.cycle': {
    says: 'An ingredient uses itself, or uses one that does.',
    mend: 'Break the circle: an ingredient cannot be a part of itself.',
    example: uses('ingredients/a'),
    files: {
      'ingredients/a/ingredient.yaml':
        'ingredient: a\nversion: 1\noutputs: { result: { node: b } }\nnodes: { b: { uses: ingredients/a } }\n',
    },
  },
  'ingredient.too_many': {
    says: 'A use becomes too many nodes: ingredients that use ingredients multiply.',
    mend: 'Use ingredients that use fewer others.',
    example: uses('ingredients/everything'),
  },
  'ingredient.not_locked': {
    says: 'An ingredient of another repository is not pinned to a commit.',
    mend: 'Run `galley lock` and commit galley.lock with what it fetches.',
    example: uses('octo/ingredients/clean@v1'),
  },
  'ingredient.altered': {
    says: 'The files of an ingredient of another repository are not those that galley.lock says.',
    mend: 'Run `galley lock`; to change an ingredient, copy it to a folder of your own.',
    example: uses('octo/ingredients/clean@v1'),
    files: {
      'galley.lock': `{"schema_version":1,"ingredients":{"octo/ingredients/clean@v1":{"sha":"${'0'.repeat(40)}","files":{"ingredient.yaml":"${'1'.repeat(40)}"}}}}\n`,
    },
  },
  'ingredient.lock': {
    says: 'galley.lock cannot be understood.',
    mend: 'Run `galley lock`.',
    example: uses('octo/ingredients/clean@v1'),
    files: { 'galley.lock': '<<<<<<< mine\n' },
  },
}
