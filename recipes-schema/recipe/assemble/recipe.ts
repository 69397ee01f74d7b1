import type { ProjectAssembly } from '../../kinds/assembly.ts'
import { folderOf } from '../../text/path.ts'
import type { WrittenRecipe } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Node, Recipe } from '../types.ts'
import { assembleNode } from './node.ts'
import { readPolicy, readSchedule } from './policy.ts'
import { readSources } from './sources.ts'
import { readVariables } from './variables.ts'
import { readVariations } from './variations.ts'

/** A recipe's file, whose shape is right. */
export interface RecipeFile {
  readonly file: WrittenFile
  readonly value: WrittenRecipe
}

/** Turns a written recipe into a recipe: every name resolved, every query parsed. Nodes with faults are left out. */
export async function assembleRecipe(project: ProjectAssembly, { file, value: recipe }: RecipeFile): Promise<Recipe> {
  const { diagnostics } = project
  const folder = folderOf(file.source.file)
  const variables = readVariables(recipe, file, diagnostics)
  const nodes: Node[] = []
  for (const [name, written] of Object.entries(recipe.nodes)) {
    const path = ['nodes', name]
    const node = await assembleNode({ ...project, file, recipe, folder, variables, name, written, path, matrix: {} })
    if (node !== null) nodes.push(node)
  }
  return {
    name: recipe.recipe,
    file: file.source.file,
    description: recipe.description ?? null,
    schedule: recipe.schedule === undefined ? null : readSchedule(recipe.schedule, file, ['schedule'], diagnostics),
    variations: readVariations(recipe, file, diagnostics),
    variables,
    sources: readSources(project, recipe, file),
    nodes,
    ...readPolicy(recipe, file, diagnostics),
  }
}
