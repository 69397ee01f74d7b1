import { openDuckdbParser } from '/work/team/plan/action/warehouses/duckdb.ts'
import { fingerprintsOf } from '/work/team/plan/recipes-schema/fingerprint/fingerprint.ts'
import { planChange } from '/work/team/plan/recipes-schema/plan/plan.ts'
import { loadProject } from '/work/team/plan/recipes-schema/recipe/load.ts'
import { treeOf } from '/work/team/plan/test/support/tree.ts'

const n = Number(process.argv[2] ?? 1000)
function files(n: number, changed: number) {
  const out: Record<string, string> = {
    'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: duckdb, path: "w" } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
  }
  const per = 100
  for (let r = 0; r * per < n; r++) {
    let text = `recipe: r${r}\nsources: { raw${r}: { file: d.csv } }\nnodes:\n`
    for (let i = r * per; i < Math.min(n, (r + 1) * per); i++) {
      text += `  n${i}: { sql: sql/n${i}.sql, tests: [{ not_null: id }, { unique: id }], measures: [row_count] }\n`
      const up = i === r * per ? `raw${r}` : `n${Math.max(r * per, i - 1 - (i % 7))}`
      out[`recipes/r${r}/sql/n${i}.sql`] =
        `select id, day, kind, amount * ${i === changed ? 2 : 1} as amount, lower(note) as note from ${up} where amount > ${i % 5}`
    }
    out[`recipes/r${r}/recipe.yaml`] = text
  }
  return out
}
const t = (label: string, since: number) => console.log(label, (performance.now() - since).toFixed(0), 'ms')
let s = performance.now()
const { parser } = await openDuckdbParser()
t('open', s)
s = performance.now()
const base = await loadProject(treeOf(files(n, -1)), parser)
t('load base', s)
s = performance.now()
const head = await loadProject(treeOf(files(n, Math.floor(n / 2) + 3)), parser)
t('load head', s)
s = performance.now()
if (!base.ok || !head.ok) throw new Error(JSON.stringify([base.diagnostics[0], head.diagnostics[0]]))
fingerprintsOf(base.project)
t('prints base', s)
s = performance.now()
fingerprintsOf(head.project)
t('prints head', s)
s = performance.now()
const plan = planChange({ base: base.project, head: head.project, shas: { base: null, head: 'h', merge_base: null } })
t('plan', s)
s = performance.now()
console.log(plan.counts)
process.exit(0)
