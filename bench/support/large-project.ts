/** Files of a repository with `count` SQL nodes, 50 a recipe, each reading one before it: as large as one likes. */
export function largeFiles(count: number): Record<string, string> {
  const files: Record<string, string> = {
    'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: duckdb, path: none.duckdb } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
  }
  for (let first = 0; first < count; first += perRecipe) {
    const recipe = `r${first / perRecipe}`
    const lines = [`recipe: ${recipe}`, 'sources: { raw: { file: data/raw.csv } }', 'nodes:']
    for (let node = first; node < Math.min(count, first + perRecipe); node++) {
      lines.push(
        `  n${node}:`,
        `    sql: sql/n${node}.sql`,
        '    tests:',
        '      - not_null: [id, day]',
        '      - unique: id',
        '    measures: [row_count]',
      )
      files[`recipes/${recipe}/sql/n${node}.sql`] = sqlOf(node, first)
    }
    files[`recipes/${recipe}/recipe.yaml`] = `${lines.join('\n')}\n`
  }
  return files
}

const perRecipe = 50

function sqlOf(node: number, first: number): string {
  const upstream = node === first ? 'raw' : `n${Math.max(first, node - 1 - (node % 7))}`
  return `-- Node ${node}: amounts of a day, cleaned.
with cleaned as (
  select id, day, kind, coalesce(amount, 0) as amount, lower(trim(note)) as note
  from ${upstream}
  where amount >= ${node % 5}
)
select id, day, kind, amount * ${1 + (node % 3)} as amount, note,
       case when amount > ${node} then 'large' else 'small' end as size
from cleaned
`
}
