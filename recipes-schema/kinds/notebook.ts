import type { NotebookNode } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { join } from '../text/path.ts'
import { text } from '../written/keys/forms.ts'
import { commandOutputs, env, inputs, parameters } from '../written/keys/options.ts'
import { commandIdentity, readCommand } from './command.ts'
import type { NodeKind } from './kind.ts'
import { merged, readReferences } from './references.ts'

export const notebookKind: NodeKind<NotebookNode> = {
  key: 'notebook',
  schema: {
    ...text,
    description: "A Jupyter notebook, as a file relative to the recipe's folder; `with` gives its parameters.",
    examples: ['notebooks/deep_dive.ipynb'],
  },
  options: { env, outputs: commandOutputs, inputs, with: parameters },
  outside: false,
  async assemble(assembly) {
    const { written, path, folder, tree, file, diagnostics } = assembly
    const notebook = join(folder, written.notebook ?? '')
    const { frame, references, files, ...rest } = readCommand(assembly)
    const values = written.with ?? {}
    const inValues = readReferences(assembly, values, [...path, 'with'], 'with')
    const blob = tree.entries.get(notebook)
    if (blob === undefined) {
      const near = [...tree.entries.keys()]
        .filter((one) => one.startsWith(folder))
        .map((one) => one.slice(folder.length))
      const place = file.placeOf([...path, 'notebook'])
      const hint = didYouMean(written.notebook ?? '', near)
      diagnostics.push(diagnostic('recipe.no_file', place, `There is no file ${notebook}.`, hint))
      return null
    }
    const known = frame.inputs.some((input) => input.path === notebook)
    const own = known ? frame.inputs : [...frame.inputs, { path: notebook, blob }]
    return {
      own: { kind: 'notebook', notebook, parameters: values, ...frame, inputs: own },
      ...rest,
      upstreams: [...rest.upstreams, ...inValues.upstreams],
      references: merged(references, inValues),
      files: [...files, notebook],
    }
  },
  // The notebook's content is among the inputs.
  identity: (node) => ({ notebook: node.notebook, parameters: node.parameters, ...commandIdentity(node) }),
  // Nobody can know what a notebook takes of what.
  parts: () => null,
}
