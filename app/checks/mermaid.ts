import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { fence } from './markdown.ts'

/** More boxes than this are a wall, not a picture; Mermaid itself gives up not much later. */
const mostNodes = 40

/**
 * The changed portion of the DAG as a picture: what runs, and, dashed, what it reads that is reused or comes from
 * outside. Empty when nothing runs or when it would be too large to read. Names follow the recipe's rule for names, so
 * nothing in them can be markup.
 */
export function changedPortion(plan: Plan, project: Project): string {
  const running = new Set(
    plan.recipes.flatMap(({ recipe, nodes }) =>
      nodes.filter((node) => node.action === 'run').map((node) => `${recipe}.${node.node}`),
    ),
  )
  const edges = project.order
    .filter((node) => running.has(node.id))
    .flatMap((node) => node.upstreams.map((upstream) => [upstream as string, node.id as string] as const))
  const boxes = [...new Set([...edges.flat(), ...running])]
  if (running.size === 0 || boxes.length > mostNodes) return ''

  const several = project.recipes.length > 1
  const label = (id: string) => (several ? id : id.slice(id.indexOf('.') + 1))
  const number = new Map(boxes.map((id, index) => [id, `n${index}`]))
  const source = (id: string) => project.sources.has(id as never)
  return fence(
    [
      'flowchart LR',
      ...boxes.map((id) => {
        const [open, close] = source(id) ? ['[(', ')]'] : ['[', ']']
        return `  ${number.get(id)}${open}"${label(id)}"${close}:::${running.has(id) ? 'run' : 'reuse'}`
      }),
      ...edges.map(([from, to]) => `  ${number.get(from)} ${running.has(from) ? '-->' : '-.->'} ${number.get(to)}`),
      '  classDef run fill:#0072B2,stroke:#004c77,color:#ffffff',
      '  classDef reuse fill:#f6f8fa,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3',
    ].join('\n'),
    'mermaid',
  )
}
