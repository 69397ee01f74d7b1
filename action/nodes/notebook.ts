import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import type { NotebookNode } from '../../recipes-schema/recipe/types.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'
import { withOutputs } from './outputs.ts'
import { findProgram, ownVariables, runProgramOf } from './program.ts'

/**
 * Runs a notebook by papermill, or by jupyter where there is no papermill and it has no parameters. The notebook with its
 * results is kept beside the runner's other files, also of one that failed.
 */
export async function runNotebook(node: NotebookNode, context: NodeContext): Promise<Made> {
  const { environment, values, root, folder, note, order } = context
  const program = await findProgram(['papermill', 'jupyter'], environment)
  if (program === null) {
    const message = 'There is no papermill and no jupyter on the PATH, and this node is a notebook.'
    throw new NodeFailure('notebook.no_program', message)
  }
  if (program.name === 'jupyter' && Object.keys(node.parameters).length > 0) {
    const message = 'A notebook with parameters needs papermill, and there is only jupyter on the PATH.'
    throw new NodeFailure('notebook.no_program', message)
  }
  const kept = join(environment.RUNNER_TEMP ?? tmpdir(), 'galley-notebooks', order, `${node.id}.ipynb`)
  await mkdir(dirname(kept), { recursive: true })
  const outputs = await withOutputs(node, async (output) => {
    const parameters = join(output.folder, 'parameters.yaml')
    await writeFile(parameters, JSON.stringify(evaluated(node, values)))
    const env = { ...environment, ...ownVariables(node.env, values), GITHUB_OUTPUT: output.file }
    const notebook = join(await root(), node.notebook)
    const cwd = await folder()
    const argv: [string, ...string[]] =
      program.name === 'papermill'
        ? // JSON is YAML, which is what papermill reads.
          [program.path, notebook, kept, '-f', parameters, '--cwd', cwd, '--log-output', '--no-progress-bar']
        : [program.path, 'nbconvert', '--to', 'notebook', '--execute', notebook, '--output', kept]
    note(`The notebook with its results: ${kept}`)
    await runProgramOf(node, { argv, cwd, env, called: 'The notebook' }, context)
  })
  return { relation: null, is_view: false, outputs }
}

function evaluated({ parameters }: NotebookNode, values: NodeContext['values']): Record<string, unknown> {
  const entries = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === 'string' ? evaluateTemplate(value, values) : value,
  ])
  return Object.fromEntries(entries)
}
