import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { dbtDigest, madeFolder } from '../../../recipes-schema/recipe/from-dbt.ts'
import { exits, Fault } from '../../fault.ts'
import { workingTree } from '../../git/tree.ts'
import type { SubGraph } from './sub-graph.ts'

/** What a recipe says that dbt does not: it stays as a person wrote it. */
const ownKeys = ['description', 'schedule', 'variables', 'variations', 'permissions', 'budget', 'alerts', 'retention']

/**
 * What a person has written into the recipe of a project's folder. What `galley dbt` has not made it does not touch: a
 * recipe or a folder of that name that is there already is a Fault.
 */
export async function ownPart(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(join(folder, 'recipe.yaml'), 'utf8').catch(() => null)
  const old = text === null ? null : readYaml(text)
  const made = old !== null && typeof old.from_dbt === 'string'
  const taken = text !== null ? 'recipe.yaml' : existsSync(join(folder, madeFolder)) ? `${madeFolder}/` : null
  if (taken !== null && !made) {
    const hint =
      'Move it elsewhere: recipes of other folders are read by name. `git restore` brings back one that was made.'
    const message = `${taken} in the project's folder was not made by \`galley dbt\`, which would overwrite it.`
    throw new Fault('dbt.own_recipe', exits.refused, message, hint)
  }
  return Object.fromEntries(ownKeys.flatMap((key) => (old !== null && key in old ? [[key, old[key]]] : [])))
}

function readYaml(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/**
 * Writes the queries, and then the recipe, whole: until that is there, the one before does not fit them and is refused.
 * `folder` is that of the project, from `root`; `.` for the root itself.
 */
export async function writeGraph(
  root: string,
  folder: string,
  name: string,
  own: Readonly<Record<string, unknown>>,
  { files, sources, nodes }: SubGraph,
): Promise<void> {
  const at = join(root, folder)
  await rm(join(at, madeFolder), { recursive: true, force: true })
  for (const [path, text] of files) {
    await mkdir(dirname(join(at, path)), { recursive: true })
    await writeFile(join(at, path), text)
  }
  const { entries } = await workingTree(root)
  const recipe = {
    recipe: name,
    from_dbt: dbtDigest(entries, folder === '.' ? '' : `${folder}/`),
    ...own,
    ...(Object.keys(sources).length > 0 ? { sources } : {}),
    nodes,
  }
  const head = '# Made by `galley dbt` from the dbt project in this folder: change that, and run it again.\n'
  const text = `${head}${stringify(recipe, { lineWidth: 0, aliasDuplicateObjects: false })}`
  // A link of that name in somebody's branch must not lead elsewhere.
  await rm(join(at, '.recipe.yaml.new'), { recursive: true, force: true })
  await writeFile(join(at, '.recipe.yaml.new'), text, { flag: 'wx' })
  await rename(join(at, '.recipe.yaml.new'), join(at, 'recipe.yaml'))
}
