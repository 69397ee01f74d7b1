import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import type { WrittenProject } from '../written/types.ts'
import type { Node, Recipe } from './types.ts'

/** People read all recipes' nodes in one schema: a name can be one node's only, and the schema no other's. */
export function checkRelations(project: WrittenProject, recipes: readonly Recipe[], diagnostics: Diagnostic[]): void {
  const first = new Map<string, Node>()
  for (const node of recipes.flatMap((recipe) => recipe.nodes)) {
    const other = first.get(node.name)
    if (other === undefined) first.set(node.name, node)
    else {
      const message = `Both ${other.recipe} and ${node.recipe} have a node "${node.name}", and both would be ${project.environments.production.schema}.${node.name}.`
      const related = { ...other.place, message: 'the other one' }
      diagnostics.push(diagnostic('recipe.duplicate_relation', node.place, message, 'Rename one.', [related]))
    }
  }
}

/** The nodes that wait for one another, each reading the next. */
export function cycleDiagnostic(cycle: readonly Node[]): Diagnostic {
  const [first, ...rest] = cycle
  if (first === undefined) throw new Error('a cycle has at least one node')
  const names = [...cycle, first].map((node) => node.name).join(' reads ')
  const related = rest.map((node) => ({ ...node.place, message: `${node.name} is part of it` }))
  return diagnostic(
    'graph.cycle',
    first.place,
    `These nodes wait for one another: ${names}.`,
    'Break the circle.',
    related,
  )
}
