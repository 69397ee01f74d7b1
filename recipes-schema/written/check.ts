import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { unitTestsSchema } from '../quality/unit/schema.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { testIngredientSchema } from './keys/test-ingredient.ts'
import { leadingErrors } from './leading-errors.ts'
import { ingredientSchema, projectSchema, recipeSchema } from './schema.ts'
import { describe } from './shape-words.ts'
import type { WrittenFile } from './yaml.ts'

export type FileKind = 'project' | 'recipe' | 'ingredient' | 'tests' | 'test'

/** The JSON Schema of each kind of file. */
export const schemas: Readonly<Record<FileKind, object>> = {
  project: projectSchema,
  recipe: recipeSchema,
  ingredient: ingredientSchema,
  tests: unitTestsSchema,
  test: testIngredientSchema,
}

/** A file with more faults than this is not a recipe with faults; each costs a look for its place. */
const mostFindings = 100

/** What the JSON Schema finds wrong, in a person's words and at its place. Empty: the file has the shape of its type. */
export function checkShape(kind: FileKind, file: WrittenFile): Diagnostic[] {
  const validate = validatorOf(kind)
  if (validate(file.value)) return []
  const errors: readonly ErrorObject[] = validate.errors ?? []
  const found = leadingErrors(errors)
    .slice(0, mostFindings)
    .map((error) => describe(error, file))
  return found.filter((one, index) => found.findIndex((other) => same(one, other)) === index)
}

const validators = new Map<FileKind, ValidateFunction>()

/** Compiled when first needed: most processes need one of them, some none. */
function validatorOf(kind: FileKind): ValidateFunction {
  // Compiling takes longer than checking hundreds of files. That the schemas are well is a test's to say, and code that is
  // made shorter first gains less than that takes.
  const quick = { validateSchema: false, code: { optimize: false } }
  const options = { ...quick, strict: true, allErrors: true, verbose: true, allowUnionTypes: true }
  const validate = validators.get(kind) ?? new Ajv(options).compile(schemas[kind])
  validators.set(kind, validate)
  return validate
}

function same(a: Diagnostic, b: Diagnostic): boolean {
  return a.code === b.code && a.line === b.line && a.column === b.column && a.message === b.message
}
