import type { Codes } from './code.ts'

export const sqlCodes: Codes = {
  'sql.syntax': {
    says: "The engine's parser does not understand a query.",
    mend: 'Mend it at the place.',
    example: 'nodes: { a: { sql: selec 1 as x } }',
  },
  'sql.not_one_select': {
    says: 'A query is something else than one SELECT.',
    mend: 'Write one SELECT; Galley makes the table or view.',
    example: 'nodes: { a: { sql: create table a as select 1 as x } }',
  },
  'sql.no_file': {
    says: "A query's file is not there.",
    mend: "Paths are relative to the recipe's folder. A text with a blank in it is a query itself.",
    example: 'nodes: { a: { sql: sql/a.sql } }',
  },
  'sql.encoding': {
    says: 'A file of SQL is not UTF-8.',
    mend: 'Save it as UTF-8.',
    example: '# sql/a.sql saved as Latin-1',
    file: '',
  },
  'sql.unknown_relation': {
    says: 'A query reads a relation that no node makes and no source is, or one of another catalog than the connection has.',
    mend: 'Declare it under `sources`, make it with a node, or take the nearest name.',
    example: 'nodes: { a: { sql: select * from ordrs } }',
  },
  'sql.unseen_read': {
    says: 'A query reads a file or another database in a way that no plan can see.',
    mend: 'Declare it under `sources` and read it by its name.',
    example: `nodes: { a: { sql: "select * from read_csv('a.csv')" } }`,
  },
  'sql.unread': {
    says: 'No parser reads the query, which therefore counts as a text: any change of it is a change. Information only.',
    mend: 'Name what it reads besides the names after FROM and JOIN under `needs`.',
    example: "# SQL that the engine's own parser is not there for, e.g. an unusual statement of Snowflake",
    file: '',
  },
  'sql.unknown_parameter': {
    says: 'A query uses a parameter that has no value.',
    mend: 'Add it under `with`.',
    example: 'nodes: { a: { sql: select $least as x } }',
  },
  'sql.unused_parameter': {
    says: 'A parameter under `with` is not used by the query. A warning.',
    mend: 'Take it out.',
    example: 'nodes: { a: { sql: select 1 as x, with: { least: 5 } } }',
  },
  'sql.expression': {
    says: 'A text that has to be one SQL expression is none, or more than one.',
    mend: 'Write one expression, as it would stand in a WHERE clause.',
    example: 'nodes:\n  a:\n    sql: select 1 as x\n    tests: [{ check: x > }]',
  },
  'sql.expression_reads': {
    says: 'An SQL expression reads another relation, which no plan would know of.',
    mend: 'Write it as a test of kind `sql`, or make it a column of the node.',
    example: 'nodes:\n  a:\n    sql: select 1 as x\n    tests: [{ check: x in (select y from b) }]',
  },
}
