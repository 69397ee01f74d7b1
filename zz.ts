import { openParser } from './action/warehouses/parsers.ts'
import { columnsOf } from './recipes-schema/sql/columns/index.ts'
const { parser, close } = openParser()
const schemas: Record<string, string[]> = { t: ['a', 'b', 's'], u: ['a', 'c'], w: ['k', 'v'] }
for (const q of process.argv.slice(3)) {
  const r = await parser.parse(q, process.argv[2]!)
  if (!r.ok) { console.log(q, '\n  ', r); continue }
  const c = columnsOf(r.shape, (i) => schemas[r.shape.reads[i]!.name.toLowerCase()] ?? null)
  const uses = (p: any) => p.uses.map((u: any) => r.shape.reads[u.read]!.name + ':' + (u.columns ?? '*')).join(' ') + p.parameters.map((p: string) => ' $' + p)
  console.log(q, '\n  ', JSON.stringify(r.shape.reads.map((x) => q.slice(x.start, x.end))), JSON.stringify(r.shape.parameters), JSON.stringify(r.shape.unseen), r.shape.unread)
  console.log('  ', c === null ? 'GIVES UP ' + (JSON.stringify(r.shape.tree).match(/"unproven":"[^"]*"/g) ?? []) : 'rows <- ' + uses(c.rows) + ' | ' + c.columns.map((x) => `${x.name} <- ${uses(x)}`).join(' | ') + (c.repeatable ? '' : ' !'))
}
await close()
