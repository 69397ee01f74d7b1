import { diagnosticsReference } from '../../recipes-schema/diagnostics/reference.ts'
import { unitTestsSchema } from '../../recipes-schema/quality/unit/schema.ts'
import { recipeReference } from '../../recipes-schema/written/reference.ts'
import { ingredientSchema, projectSchema, recipeSchema } from '../../recipes-schema/written/schema.ts'
import { exits } from '../fault.ts'
import type { AddCommand } from './command.ts'

interface Options {
  readonly project?: boolean
  readonly ingredient?: boolean
  readonly tests?: boolean
  readonly markdown?: boolean
  readonly diagnostics?: boolean
}

export const addSchema: AddCommand = (program, _io, answer) => {
  const command = program
    .command('schema')
    .description('print the JSON Schema of a recipe, or of another file, for editors')
    .option('--project', 'of galley.yaml')
    .option('--ingredient', 'of ingredient.yaml')
    .option('--tests', 'of a file of unit tests')
    .option('--markdown', 'every key of recipes as a page of documentation')
    .option('--diagnostics', 'every diagnostic as a page of documentation')
    .addHelpText('after', '\nExamples:\n  galley schema > recipe.schema.json\n  galley schema --project')
  command.action(() =>
    answer(command, async () => {
      const options = command.opts<Options>()
      const page = options.markdown ? recipeReference() : options.diagnostics ? diagnosticsReference() : null
      if (page !== null) return { json: { schema_version: 1, markdown: page }, text: page.trimEnd(), exit: exits.done }
      const schema = schemaOf(options)
      return { json: schema, text: JSON.stringify(schema, null, 2), exit: exits.done }
    }),
  )
}

function schemaOf({ project, ingredient, tests }: Options): object {
  if (project) return projectSchema
  if (ingredient) return ingredientSchema
  return tests ? unitTestsSchema : recipeSchema
}
