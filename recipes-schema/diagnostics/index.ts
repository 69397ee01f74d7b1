import type { Codes } from './code.ts'
import { expressionCodes } from './expression.ts'
import { ingredientCodes } from './ingredient.ts'
import { projectCodes } from './project.ts'
import { recipeCodes } from './recipe.ts'
import { sqlCodes } from './sql.ts'
import { unitCodes } from './unit.ts'
import { yamlCodes } from './yaml.ts'

/** The registry of everything that can be wrong with what people write; docs/reference/diagnostics.md is made of it. */
export const codes: readonly (readonly [title: string, codes: Codes])[] = [
  ['The project and the order', projectCodes],
  ['YAML', yamlCodes],
  ['Recipes', recipeCodes],
  ['SQL', sqlCodes],
  ['Expressions', expressionCodes],
  ['Ingredients', ingredientCodes],
  ['Unit tests', unitCodes],
]
