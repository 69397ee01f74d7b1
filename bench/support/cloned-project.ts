import { openParser } from '../../action/warehouses/parsers.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'
import { type Node, type NodeId, nodeId, type Project } from '../../recipes-schema/recipe/types.ts'
import { largeFiles } from './large-project.ts'

/** A small project, read as any other; its second recipe's node stands for all in a larger one. */
export async function templateProject(over: Readonly<Record<string, string>> = {}): Promise<Project> {
  const files = { ...largeFiles(2), ...over }
  const tree: Tree = {
    entries: new Map(Object.keys(files).map((path) => [path, path])),
    read: async (path) => new TextEncoder().encode(files[path]),
  }
  const { parser, close } = openParser()
  const loaded = await loadProject(tree, parser)
  await close()
  if (!loaded.ok) throw new Error(loaded.diagnostics[0]?.message)
  return loaded.project
}

/**
 * A project of `count` nodes, as if it had been read: each with a query, a canonical form and files of its own, reading one
 * before it. `changed` has the query of the other template.
 */
export function clonedProject(template: Project, other: Project, count: number, changed: number | null): Project {
  const first = template.order[0]
  const one = template.order[1]
  const recipe = template.recipes[0]
  const edited = other.order[1]
  if (first?.kind !== 'sql' || one?.kind !== 'sql' || edited?.kind !== 'sql' || recipe === undefined)
    throw new Error('the template is no project')
  const nodes: Node[] = []
  for (let index = 0; index < count; index++) {
    const like = index === 0 ? first : index === changed ? edited : one
    // Ten thousand in one chain would be no picture of anybody's project.
    const from = Math.max(0, index - 1 - (index % 97) * 3)
    const upstreams: NodeId[] = index === 0 ? [...first.upstreams] : [nodeId('r0', `n${from}`)]
    const version = index === changed ? 'changed' : 'same'
    const shape = { ...like.query.shape, canonical: `${like.query.shape.canonical}${index}${version}` }
    const file = `recipes/r0/sql/n${index}.sql`
    nodes.push({
      ...like,
      id: nodeId('r0', `n${index}`),
      name: `n${index}`,
      upstreams,
      relations: upstreams,
      query: { ...like.query, shape, file },
      files: [
        like.files[0] ?? { path: 'recipes/r0/recipe.yaml', blob: 'r' },
        { path: file, blob: `${index}${version}` },
      ],
    })
  }
  return {
    ...template,
    recipes: [{ ...recipe, nodes }],
    order: nodes,
    nodes: new Map(nodes.map((node) => [node.id, node])),
  }
}
