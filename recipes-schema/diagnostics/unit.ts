import type { Codes } from './code.ts'

const sources = {
  '': 'sources: { raw: { table: raw.raw } }\nnodes:\n  a: { sql: select x from raw }\n  b: { run: ls }',
}
const test = (body: string): string => `tests:\n  - name: rows go through\n    ${body}`

export const unitCodes: Codes = {
  'unit.no_node': {
    says: 'A unit test is of no node.',
    mend: 'Add `node` to it, or to the file.',
    example: test('given: { raw: [] }\n    expect: []'),
    file: 'recipes/shop/tests/a.test.yaml',
    files: sources,
  },
  'unit.not_sql': {
    says: 'A unit test is of something else than a `sql` node.',
    mend: 'Test the node that reads it.',
    example: test('node: b\n    given: {}\n    expect: []'),
    file: 'recipes/shop/tests/a.test.yaml',
    files: sources,
  },
  'unit.unknown_relation': {
    says: 'Rows are given for a relation that is not there.',
    mend: 'Take the nearest name, which the hint names.',
    example: test('node: a\n    given: { row: [] }\n    expect: []'),
    file: 'recipes/shop/tests/a.test.yaml',
    files: sources,
  },
  'unit.missing_given': {
    says: 'The node reads a relation for which no rows are given.',
    mend: 'Give its rows, or [] for none.',
    example: test('node: a\n    given: {}\n    expect: []'),
    file: 'recipes/shop/tests/a.test.yaml',
    files: sources,
  },
  'unit.unread': {
    says: 'Rows are given for a relation that the node does not read.',
    mend: 'Leave them out.',
    example: test('node: a\n    given: { raw: [], b: [] }\n    expect: []'),
    file: 'recipes/shop/tests/a.test.yaml',
    files: sources,
  },
  'unit.no_file': {
    says: 'A file of rows is not there.',
    mend: 'Paths are relative to the file of the test.',
    example: test('node: a\n    given: { raw: { file: rows.csv } }\n    expect: []'),
    file: 'recipes/shop/tests/a.test.yaml',
    files: sources,
  },
}
