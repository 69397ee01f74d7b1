import type { ErrorObject } from 'ajv'

/** Keywords whose error only repeats, one level up, what an error inside says. */
const echoes = new Set(['propertyNames', 'if', 'not'])

/**
 * The errors that a person wants to read. Where one of several forms would do, a validator tells what is wrong with each:
 * what counts is the form that was meant, which is told by the type of what was written. When no form has that type,
 * the error of the choice itself stays, for it knows all of them.
 */
export function leadingErrors(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter((error) => error.keyword === 'anyOf')
  const dropped = new Set<ErrorObject>()
  for (const choice of choices) {
    const branches = choice.schema as readonly Branch[]
    const meant = branches.flatMap((branch, index) => (accepts(branch, choice.data) ? [index] : []))
    const inside = errors.filter((error) => branchOf(error, choice) !== null)
    const told = inside.filter((error) => meant.includes(branchOf(error, choice) ?? -1))
    for (const error of inside) if (!told.includes(error)) dropped.add(error)
    if (told.length > 0) dropped.add(choice)
  }
  return errors.filter((error) => !dropped.has(error) && (!echoes.has(error.keyword) || isOnly(error, errors)))
}

interface Branch {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
}

/** The index of the choice's branch that an error is from; null when it is from elsewhere. */
function branchOf(error: ErrorObject, choice: ErrorObject): number | null {
  const prefix = `${choice.schemaPath}/`
  const isInside =
    error !== choice && error.schemaPath.startsWith(prefix) && error.instancePath.startsWith(choice.instancePath)
  return isInside ? Number.parseInt(error.schemaPath.slice(prefix.length), 10) : null
}

function accepts({ type, enum: values }: Branch, data: unknown): boolean {
  const types = type === undefined ? (values ?? []).map(typeOf) : [type].flat()
  const found = typeOf(data)
  return types.includes(found) || (found === 'integer' && types.includes('number'))
}

function typeOf(data: unknown): string {
  if (data === null) return 'null'
  if (Array.isArray(data)) return 'array'
  return typeof data === 'number' && Number.isInteger(data) ? 'integer' : typeof data
}

/** `not` says something of its own where nothing else does about the same value. */
function isOnly(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return (
    error.keyword === 'not' && !errors.some((other) => other !== error && other.instancePath === error.instancePath)
  )
}
