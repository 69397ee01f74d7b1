import { unitTestsSchema } from '../../recipes-schema/quality/unit/schema.ts'
import { projectSchema, recipeSchema } from '../../recipes-schema/written/schema.ts'
import { exits } from '../fault.ts'
import type { AddCommand } from './command.ts'

export const addSchema: AddCommand = (program, _io, answer) => {
  const command = program
    .command('schema')
    .description('print the JSON Schema of a recipe, or of galley.yaml, for editors')
    .option('--project', 'of galley.yaml')
    .option('--tests', 'of a file of unit tests')
    .addHelpText('after', '\nExample:\n  galley schema > recipe.schema.json')
  command.action(() =>
    answer(command, async () => {
      const { project, tests } = command.opts<{ project?: boolean; tests?: boolean }>()
      const schema = project ? projectSchema : tests ? unitTestsSchema : recipeSchema
      return { json: schema, text: JSON.stringify(schema, null, 2), exit: exits.done }
    }),
  )
}
