import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { type Diagnostic, diagnostic, type Place } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { projectSchema, recipeSchema } from './schema.ts'
import type { WrittenFile } from './yaml.ts'

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true })

/** What the JSON Schema finds wrong, in a person's words and at its place. Empty: the file has the shape of its type. */
export function checkShape(kind: 'project' | 'recipe', file: WrittenFile): Diagnostic[] {
  const validate = validatorOf(kind)
  if (validate(file.value)) return []
  const errors = (validate.errors ?? []).filter((error) => !isEcho(error)).slice(0, mostFindings)
  const found = errors.map((error) => describe(error, file))
  return found.filter((one, index) => found.findIndex((other) => same(one, other)) === index)
}

/** A file with more faults than this is not a recipe with faults; each costs a look for its place. */
const mostFindings = 100

const validators = new Map<'project' | 'recipe', ValidateFunction>()

/** Compiled when first needed: most processes need one of the two, some none. */
function validatorOf(kind: 'project' | 'recipe'): ValidateFunction {
  const validate = validators.get(kind) ?? ajv.compile(kind === 'project' ? projectSchema : recipeSchema)
  validators.set(kind, validate)
  return validate
}

/** `anyOf` and `propertyNames` repeat, one level up, what a member already says. */
function isEcho(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' &&
    Array.isArray(error.schema) &&
    error.schema.some((branch) => branch.type === 'object')
    ? false
    : error.keyword === 'propertyNames' ||
        (error.schemaPath.includes('/anyOf/') && error.keyword !== 'additionalProperties')
}

function describe(error: ErrorObject, file: WrittenFile): Diagnostic {
  const path = pathOf(error.instancePath, file.value)
  const at = path.length === 0 ? 'The file' : `"${String(path.at(-1))}"`
  const place: Place = file.placeOf(path)
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty)
      const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {})
      return diagnostic(
        'recipe.unknown_key',
        file.keyPlace(path, key),
        `"${key}" is not known here.`,
        didYouMean(key, known),
      )
    }
    case 'required': {
      const key = String(error.params.missingProperty)
      const owner = path.length > 0 ? file.keyPlace(path.slice(0, -1), String(path.at(-1))) : file.placeOf([])
      return diagnostic('recipe.missing_key', owner, `${at} needs "${key}".`, `Add \`${key}:\`.`)
    }
    case 'pattern': {
      const name = error.propertyName
      if (name === undefined)
        return diagnostic('recipe.value', place, `${at} does not have the form ${error.params.pattern}.`)
      const hint =
        'Names are small letters, digits and underscores, begin with a letter and have at most 63 characters.'
      return diagnostic('recipe.name', file.keyPlace(path, name), `"${name}" is not a name.`, hint)
    }
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String)
      return diagnostic(
        'recipe.value',
        place,
        `${at} cannot be ${JSON.stringify(error.data)}.`,
        didYouMean(String(error.data), allowed),
      )
    }
    case 'const':
      return diagnostic('recipe.value', place, `${at} has to be ${JSON.stringify(error.params.allowedValue)}.`)
    case 'type':
      return diagnostic(
        'recipe.type',
        place,
        `${at} has to be ${typeWords(error.params.type)}, not ${nameOf(error.data)}.`,
      )
    default:
      return diagnostic('recipe.value', place, `${at} ${error.message ?? 'is not valid'}.`)
  }
}

/** JSON pointer to a path; members of arrays become numbers, as the YAML document wants them. */
function pathOf(pointer: string, value: unknown): (string | number)[] {
  const path: (string | number)[] = []
  let at = value
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(at) ? Number(key) : key)
    at = (at as Record<string, unknown> | undefined)?.[key]
  }
  return path
}

function typeWords(type: unknown): string {
  const words: Record<string, string> = {
    object: 'a map',
    array: 'a list',
    string: 'a text',
    integer: 'a whole number',
  }
  return (Array.isArray(type) ? type : [type]).map((one) => words[String(one)] ?? `a ${String(one)}`).join(' or ')
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : JSON.stringify(value)
}

function same(a: Diagnostic, b: Diagnostic): boolean {
  return a.code === b.code && a.line === b.line && a.column === b.column && a.message === b.message
}
