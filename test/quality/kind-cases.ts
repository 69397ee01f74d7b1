/** The rows that the cases below are about. Standard SQL: DuckDB and PostgreSQL make the same of it. */
export const tables = {
  orders: `SELECT * FROM (VALUES
    (1, 'ana', 'paid',  10.0, DATE '2026-01-01', TIMESTAMP '2026-01-01 10:00:00', 'ana@example.com'),
    (2, 'ben', 'paid',  20.0, DATE '2026-01-02', TIMESTAMP '2026-01-02 10:00:00', 'ben@example.com'),
    (3, 'ana', 'sent',  30.0, DATE '2026-01-02', TIMESTAMP '2026-01-02 10:05:00', 'ana(at)example'),
    (3, 'ana', 'lost',  30.0, DATE '2026-01-04', TIMESTAMP '2026-01-02 10:06:00', NULL),
    (6, NULL,  'paid', -5.0, DATE '2026-01-05', TIMESTAMP '2026-01-05 10:00:00', 'eva@example.com')
  ) AS v(id, customer, status, amount, day, at_time, email)`,
  customers: `SELECT * FROM (VALUES ('ana', 70.0), ('eva', 15.0)) AS v(name, spent)`,
  published: `SELECT * FROM (VALUES (1, 'paid', 11.0), (2, 'paid', 12.0), (3, 'sent', 13.0), (4, 'sent', 14.0)) AS v(id, status, amount)`,
  nothing: `SELECT 1 AS id, 'x' AS customer, 'paid' AS status, 1.0 AS amount, DATE '2026-01-01' AS day,
    TIMESTAMP '2026-01-01 10:00:00' AS at_time, 'x' AS email WHERE 1 = 0`,
} as const

/** As in `now: 2026-01-05 12:00 UTC`. */
export const now = Date.UTC(2026, 0, 5, 12)

export interface KindCase {
  readonly test: string
  /** Its failures among the orders. */
  readonly failures: number
  readonly state?: 'passed' | 'failed' | 'error' | 'skipped'
  readonly message?: string | RegExp
  /** What it says of the empty table: passed unless told. */
  readonly empty?: 'passed' | 'failed' | 'skipped'
}

export const kindCases: readonly KindCase[] = [
  { test: 'not_null: id', failures: 0 },
  { test: 'not_null: customer', failures: 1, message: '1 of 5 rows without customer' },
  { test: 'not_null: [customer, email]', failures: 2, message: '2 of 5 rows without customer or email' },
  { test: 'not_null: customer\n        where: "status <> \'paid\' -- the rest"', failures: 0 },
  {
    test: 'not_null: customer\n        fail_if: "> 1"',
    failures: 1,
    state: 'passed',
    message: '1 of 5 rows without customer (fails above 1)',
  },
  {
    test: 'not_null: customer\n        fail_if: ">= 20%"',
    failures: 1,
    state: 'failed',
    message: '1 of 5 rows without customer (fails from 20 %)',
  },
  {
    test: 'not_null: customer\n        fail_if: "> 33.3%"\n        where: "status = \'paid\'"',
    failures: 1,
    state: 'failed',
    message: '1 of 3 rows without customer (fails above 33.3 %)',
  },
  { test: 'unique: id', failures: 1, message: '1 of 5 rows with the same id as another row' },
  { test: 'unique: [id, status]', failures: 0 },
  { test: 'unique: customer', failures: 2, message: '2 of 4 rows with the same customer as another row' },
  {
    test: 'unique: [customer, amount]',
    failures: 1,
    message: '1 of 4 rows with the same customer, amount as another row',
  },
  { test: 'unique: id\n        where: "status <> \'lost\'"', failures: 0 },
  {
    test: 'unique: id\n        samples: true',
    failures: 1,
    message: '1 of 5 rows with the same id as another row: 3 (2)',
  },
  {
    test: 'accepted_values: { column: status, values: [paid, sent] }',
    failures: 1,
    message: '1 of 5 rows where status is none of paid, sent',
  },
  {
    test: 'accepted_values: { column: status, values: [sent] }\n        samples: true',
    failures: 4,
    message: '4 of 5 rows where status is none of sent: paid (3), lost (1)',
  },
  { test: 'accepted_values: { column: id, values: [1, 2, 3, 6] }', failures: 0 },
  {
    test: 'relationships: { column: customer, to: customers.name }',
    failures: 1,
    message: '1 of 4 rows whose customer is not in customers.name',
  },
  { test: 'relationships: { column: customer, to: customers.name }\n        where: "id <> 2"', failures: 0 },
  { test: 'row_count: { min: 5 }', failures: 0, empty: 'failed' },
  { test: 'row_count: { min: 6, max: 9 }', failures: 1, message: '5 rows, not 6 to 9', empty: 'failed' },
  { test: 'row_count: { max: 3 }', failures: 2, message: '5 rows, not at most 3' },
  {
    test: 'row_count: { equals: customers }',
    failures: 3,
    message: '5 rows, 3 more than the 2 of customers',
    empty: 'failed',
  },
  { test: 'row_count: { equals: production, within: 25% }', failures: 0, empty: 'failed' },
  {
    test: 'row_count: { equals: production, within: 20% }',
    failures: 1,
    message: '5 rows, 1 more than the 4 of production, 20% allowed',
    empty: 'failed',
  },
  { test: 'row_count: { equals: customers, within: 3 }', failures: 0 },
  { test: 'row_count: { equals: customers }\n        fail_if: "> 200%"', failures: 3, state: 'passed' },
  {
    test: 'check: "amount > 0 -- always"',
    failures: 1,
    message: '1 of 5 rows where this is not true: amount > 0 -- always',
  },
  { test: 'check: "customer = \'ana\'"', failures: 1 },
  { test: 'sql: "select id from orders where amount < 25"', failures: 3, message: '3 rows returned' },
  { test: 'sql: "select id from orders where amount < 25"\n        fail_if: "> 60%"', failures: 3, state: 'passed' },
  { test: 'range: { column: amount, min: 0 }', failures: 1, message: '1 of 5 rows where amount is below 0' },
  {
    test: 'range: { column: amount, min: 0, max: 20 }',
    failures: 3,
    message: '3 of 5 rows where amount is below 0 or above 20',
  },
  {
    test: "range: { column: day, min: '2026-01-02' }",
    failures: 1,
    message: '1 of 5 rows where day is below 2026-01-02',
  },
  {
    test: "pattern: { column: email, matches: '^[a-z]+@' }",
    failures: 1,
    message: '1 of 5 rows whose email does not match ^[a-z]+@',
  },
  { test: 'pattern: { column: email, format: email }', failures: 1, message: '1 of 5 rows whose email is no email' },
  { test: "pattern: { column: id, matches: '^[0-9]$' }", failures: 0 },
  { test: 'freshness: { column: at_time, within: 2h }', failures: 0, empty: 'failed' },
  {
    test: 'freshness: { column: at_time, within: 1h }',
    failures: 1,
    message: /^the latest at_time is 2026-01-05 10:00:00, 2h old; 1h allowed$/,
    empty: 'failed',
  },
  { test: 'freshness: { column: day, within: 1d }', failures: 0, empty: 'failed' },
  { test: 'schema: { columns: [id, customer, status, amount, day, at_time, email] }', failures: 0 },
  {
    test: 'schema: { columns: { id: int, amount: numeric, day: date, at_time: timestamp }, extra: true }',
    failures: 0,
  },
  {
    test: 'schema: { columns: { id: int, town: text, amount: varchar }, extra: true }',
    failures: 2,
    message: /^there is no column town; amount is (decimal|numeric|number).*, not varchar$/,
    empty: 'failed',
  },
  {
    test: 'schema: { columns: [id, customer, status, amount, day, at_time] }',
    failures: 1,
    message: /^email \((varchar|text)\) is extra$/,
    empty: 'failed',
  },
  {
    test: 'schema: { columns: [email, id], extra: true, ordered: true }',
    failures: 1,
    message: 'email does not stand where it should',
    empty: 'failed',
  },
  {
    test: 'distinct_count: { columns: status, min: 4 }',
    failures: 1,
    message: 'status has 3 different values, not at least 4',
    empty: 'failed',
  },
  { test: 'distinct_count: { columns: [customer, status], max: 4 }', failures: 0 },
  {
    test: 'distinct_count: { columns: [customer, status], max: 3 }',
    failures: 1,
    message: 'customer, status has 4 different values, not at most 3',
  },
  { test: 'sum_equals: { column: amount, to: customers.spent }', failures: 0, empty: 'failed' },
  {
    test: 'sum_equals: { column: amount, to: customers.spent }\n        where: "customer = \'ana\'"',
    failures: 1,
    message: 'amount: it sums up to 70, customers.spent to 85',
    empty: 'failed',
  },
  { test: 'sum_equals: { column: amount, to: same.amount, by: customer }', failures: 0, empty: 'failed' },
  {
    test: 'sum_equals: { column: amount, to: halves.amount, by: [customer] }',
    failures: 3,
    message: 'amount: 3 of 3 groups do not balance with halves.amount',
    empty: 'failed',
  },
  { test: 'sum_equals: { column: amount, to: halves.amount, within: 60% }', failures: 1, empty: 'failed' },
  { test: 'sum_equals: { column: amount, to: halves.amount, within: 42.5 }', failures: 0 },
  { test: 'no_gaps: { column: id }', failures: 1, message: '1 gap in the 4 values of id' },
  { test: 'no_gaps: { column: id, from: 1 }\n        where: "id < 4"', failures: 0 },
  { test: 'no_gaps: { column: id, from: 2 }\n        where: "id < 4"', failures: 1 },
  { test: 'no_gaps: { column: day, every: day }', failures: 1, message: '1 gap in the 4 values of day' },
  { test: 'no_gaps: { column: day, every: day, by: status }', failures: 1, message: '1 gap in the 5 values of day' },
  { test: 'no_gaps: { column: at_time, every: week }', failures: 0 },
  { test: 'unique_by_window: { columns: customer, order: at_time, within: 1m }', failures: 0 },
  {
    test: 'unique_by_window: { columns: customer, order: at_time, within: 2m }',
    failures: 1,
    message: '1 of 4 rows with the same customer as one less than 2m before',
  },
  { test: 'unique_by_window: { columns: [customer, status], order: at_time, within: 7d }', failures: 0 },
  { test: 'distribution: { column: status, max: 5 }', failures: 0 },
  {
    test: 'distribution: { column: status, by: js, max: 0.01 }',
    failures: 1,
    message:
      /^status is distributed differently: Jensen-Shannon divergence 0\.\d+, at most 0.01 allowed; "\w+" has \d+ % of the rows, in production \d+ %$/,
  },
  { test: 'distribution: { column: amount, bins: 2, max: 0.001 }', failures: 1, message: /bin 1 of 2|bin 2 of 2/ },
  {
    test: 'check: "1 / 0 * length(customer) > 0 and nobody"',
    failures: 0,
    state: 'error',
    message: /^The test could not be evaluated: /,
  },
]
