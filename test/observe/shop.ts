import { shop } from '../support/project.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged:
    sql: "select id, amount, amount % 2 as note from raw where id > 0"
    tests: [{ not_null: [id] }, { unique: [id, amount] }]
    measures: [row_count, { null_rate: amount }, { max: amount }]
  total:
    sql: "select sum(amount) as total, count(*) as n from staged where note is null or note <> 7"
    tests: [{ check: "n < 0", severity: warning }]
  tell: { inputs: [], needs: [total], outside: false, retry: { attempts: 2, backoff: 1s }, run: "MEMBER" }
  after: { sql: "select * from total", needs: [tell], materialized: view }
`

/** A small project with tests that pass, one that warns, and a command whose line is given. */
export function watched(observers: string, command: string): Record<string, string> {
  const files = shop(recipe.replace('MEMBER', command))
  return { ...files, 'galley.yaml': `${files['galley.yaml']}observers: ${observers}\n` }
}
