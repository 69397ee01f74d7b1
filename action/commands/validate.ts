import { readUnitTests } from '../../recipes-schema/quality/unit/read.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import { hasErrors } from '../../recipes-schema/text/diagnostic.ts'
import { exits } from '../fault.ts'
import { workingTree } from '../git/tree.ts'
import { diagnosticsText } from '../report/diagnostics-text.ts'
import type { AddCommand } from './command.ts'
import { withParser } from './open.ts'

export const addValidate: AddCommand = (program, _io, answer) => {
  const command = program
    .command('validate')
    .description('read all recipes and say everything that is wrong with them')
    .addHelpText('after', '\nExample:\n  galley validate --json')
  command.action(() =>
    answer(command, async (folder) => {
      const tree = await workingTree(folder)
      const loaded = await withParser((parser) => loadProject(tree, parser))
      // What unit tests are about is known once the recipes are well.
      const tests = loaded.ok ? (await readUnitTests(tree, loaded.project)).diagnostics : []
      const diagnostics = [...loaded.diagnostics, ...tests]
      const ok = !hasErrors(diagnostics)
      const text = diagnostics.length === 0 ? 'All recipes are well.' : await diagnosticsText(diagnostics, folder)
      return { json: { schema_version: 1, ok, diagnostics }, text, exit: ok ? exits.done : exits.usage }
    }),
  )
}
