import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import picomatch from 'picomatch'
import { parse } from 'yaml'
import { madeFolder } from '../../recipes-schema/recipe/from-dbt.ts'
import { count } from '../../recipes-schema/text/count.ts'
import { plainGlobs } from '../../recipes-schema/text/globs.ts'
import { type Compiling, compileProject } from '../dbt/graph/compile.ts'
import { type SubGraph, subGraph } from '../dbt/graph/sub-graph.ts'
import { ownPart, writeGraph } from '../dbt/graph/write.ts'
import { exits, Fault } from '../fault.ts'
import type { AddCommand } from './command.ts'
import { withParser } from './open.ts'

const examples = `
Examples:
  galley dbt transform
  galley dbt transform --target prod --exclude tag:ml`

export const addDbt: AddCommand = (program, _io, answer) => {
  const command = program
    .command('dbt')
    .description('make a recipe of a dbt project: its models, seeds and tests as nodes and tests')
    .argument('[project]', "the project's folder", '.')
    .option('--name <name>', "the recipe's name; the project's unless said")
    .option('--select <selection>', 'the models, as dbt takes them; the others stay with dbt')
    .option('--exclude <selection>', 'what of that stays with dbt')
    .option('--target <name>', "the profile's target")
    .option('--vars <yaml>', 'variables of dbt')
    .addHelpText('after', examples)
  command.action((project: string) =>
    answer(command, async (root, io) => {
      const { name, ...options } = command.opts<Compiling & { name?: string }>()
      const folder = posix.normalize(project.replaceAll('\\', '/')).replace(/\/$/, '')
      const at = join(root, folder)
      if (folder.startsWith('..')) {
        const message = `${project} is outside the repository's folder, where no recipe is found.`
        throw new Fault('dbt.no_project', exits.usage, message, 'Name a folder below it, or another root by -C DIR.')
      }
      if (!existsSync(join(at, 'dbt_project.yml'))) {
        const hint = 'Name the folder that has one: `galley dbt FOLDER`.'
        throw new Fault('dbt.no_project', exits.usage, `There is no dbt_project.yml in ${folder}.`, hint)
      }
      const env = Object.fromEntries(
        Object.entries(io.env).filter((one): one is [string, string] => one[1] !== undefined),
      )
      const own = await ownPart(at)
      const manifest = await compileProject(at, options, { env, signal: io.signal, err: io.err })
      const dialect = manifest.metadata.adapter_type
      const graph = await withParser((parser) =>
        subGraph(manifest, {
          parser,
          dialect,
          all: options.select === undefined && options.exclude === undefined,
          headerOf: (path) =>
            existsSync(join(at, path)) ? (readFileSync(join(at, path), 'utf8').split(/\r?\n/)[0] ?? '') : null,
        }),
      )
      refuse(graph)
      await writeGraph(root, folder, name ?? manifest.metadata.project_name, own, graph)
      const path = posix.join(folder, 'recipe.yaml')
      const [nodes, sources] = [Object.keys(graph.nodes), Object.keys(graph.sources)]
      const tests = Object.values(graph.nodes).reduce((sum, node) => sum + (node.tests ?? []).length, 0)
      const notes = [...graph.notes, ...(await unnamed(root, path))]
      const made = `${path}: ${count(nodes.length, 'node')}, ${count(tests, 'test')}, ${count(sources.length, 'source')}. Commit it with ${posix.join(folder, madeFolder)}/.`
      const text = [made, ...notes.map((note) => `- ${note}`)].join('\n')
      return { json: { schema_version: 1, recipe: path, nodes, tests, sources, notes }, text, exit: exits.done }
    }),
  )
}

function refuse({ faults, nodes }: SubGraph): void {
  if (faults.length > 0) {
    const message = `The project cannot be made a recipe:\n${[...new Set(faults)].map((one) => `- ${one}`).join('\n')}`
    throw new Fault(
      'dbt.no_graph',
      exits.failed,
      message,
      'Mend it, or leave it to dbt: `galley dbt --exclude SELECTION`.',
    )
  }
  if (Object.keys(nodes).length > 0) return
  throw new Fault('dbt.nothing_selected', exits.failed, 'No model and no seed of the project was selected.')
}

/** A recipe that galley.yaml does not name is one that nobody runs. */
async function unnamed(root: string, path: string): Promise<string[]> {
  const text = await readFile(join(root, 'galley.yaml'), 'utf8').catch(() => null)
  if (text === null) return ['There is no galley.yaml yet: it says where recipes run.']
  const { recipes } = (parse(text) ?? {}) as { recipes?: string | string[] }
  if (picomatch([recipes ?? []].flat(), plainGlobs)(path)) return []
  return [`galley.yaml does not name it: add ${path} to \`recipes\`.`]
}
