import type { ErrorObject } from 'ajv'
import { type Diagnostic, diagnostic, type Place } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { namePattern } from './keys/forms.ts'
import type { WrittenFile } from './yaml.ts'

/** A validator's error as a diagnostic: which key, what it has to be, and an example of it. */
export function describe(error: ErrorObject, file: WrittenFile): Diagnostic {
  const path = pathOf(error.instancePath, file.value)
  const at = path.length === 0 ? 'The file' : `"${String(path.at(-1))}"`
  const place: Place = file.placeOf(path)
  const value = (message: string, hint = exampleOf(error)): Diagnostic =>
    diagnostic('recipe.value', place, `${at} ${message}.`, hint)
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty)
      const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {})
      // Within { } a comma ends a text, and what follows it becomes a key.
      const isRest = /\s/.test(key) && (error.data as Record<string, unknown> | null)?.[key] === null
      const hint = isRest ? 'Within { }, a text with a comma has to be in quotes.' : didYouMean(key, known)
      return diagnostic('recipe.unknown_key', file.keyPlace(path, key), `"${key}" is not known here.`, hint)
    }
    case 'required': {
      const key = String(error.params.missingProperty)
      const owner = path.length > 0 ? file.keyPlace(path.slice(0, -1), String(path.at(-1))) : place
      return diagnostic('recipe.missing_key', owner, `${at} needs "${key}".`, `Add \`${key}:\`.`)
    }
    case 'pattern':
      return error.propertyName === undefined
        ? value(`cannot be ${shown(error.data)}`)
        : nameFault(error.propertyName, String(error.params.pattern), file.keyPlace(path, error.propertyName))
    case 'not':
      return value(`cannot be ${shown(error.data)}: Galley uses it itself`)
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String)
      return value(`cannot be ${shown(error.data)}`, longForm(error) ?? didYouMean(String(error.data), allowed))
    }
    case 'const':
      return value(`has to be ${JSON.stringify(error.params.allowedValue)}`)
    case 'type':
    case 'anyOf':
      return diagnostic(
        'recipe.type',
        place,
        `${at} has to be ${typeWords(error)}, not ${nameOf(error.data)}.`,
        exampleOf(error),
      )
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return value('is empty')
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return value(`is more than ${String(error.params.limit)}`)
    case 'uniqueItems':
      return value(`names ${shown((error.data as unknown[])[Number(error.params.j)])} twice`, null)
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return value(`has to be ${String(error.params.comparison)} ${String(error.params.limit)}`)
    default:
      return value(error.message ?? 'is not valid')
  }
}

function nameFault(name: string, pattern: string, place: Place): Diagnostic {
  const hint =
    pattern === namePattern
      ? 'Names are small letters, digits and underscores, begin with a letter and have at most 63 characters.'
      : 'Names are letters, digits and underscores, and begin with no digit.'
  return diagnostic('recipe.name', place, `${shown(name)} is not a name.`, hint)
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

const words: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  null: 'nothing',
}

interface Typed {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
}

function typeWords({ keyword, params, schema }: ErrorObject): string {
  const branches: readonly Typed[] = keyword === 'anyOf' ? (schema as Typed[]) : [{ type: params.type as string[] }]
  const all = branches.flatMap(({ type, enum: values }) =>
    values === undefined
      ? [type ?? []].flat().map((one) => words[one] ?? `a ${one}`)
      : values.map((one) => `\`${String(one)}\``),
  )
  return [...new Set(all)].join(' or ')
}

/** An example from the schema, when it has one that fits on a line. */
function exampleOf({ parentSchema }: ErrorObject): string | null {
  const [example] = (parentSchema?.examples as unknown[] | undefined) ?? []
  if (example === undefined) return null
  const text = typeof example === 'string' ? example : JSON.stringify(example)
  return text.length > 80 ? null : `For example: ${text}`
}

/** The map that was meant where only its key was written, when the schema has an example of it. */
function longForm({ data, parentSchema }: ErrorObject): string | null {
  const examples = (parentSchema?.examples as unknown[] | undefined) ?? []
  const meant = examples.find((one) => typeof one === 'object' && one !== null && Object.hasOwn(one, String(data)))
  return meant === undefined ? null : `Write it as a map: ${JSON.stringify(meant)}`
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : shown(value)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
