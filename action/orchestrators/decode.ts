import { Ajv, type ValidateFunction } from 'ajv'
import { OutsideFault } from './outside-fault.ts'

const ajv = new Ajv({ allowUnionTypes: true, strict: false })

/** A decoder of what a tool answers: what has not the shape that Galley knows is a fault, never a guess. */
export function decoder<T>(what: string, schema: object): (value: unknown) => T {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= ajv.compile(schema)
    if (validate(value)) return value as T
    const [fault] = validate.errors ?? []
    const message = `It gave ${what} that Galley does not understand: ${fault?.instancePath || 'it'} ${fault?.message ?? ''}.`
    throw new OutsideFault('outside.answer', message, 'Look whether its version is one that Galley knows.')
  }
}

/** A schema of an object that has at least these members. */
export function having(properties: Readonly<Record<string, object>>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required }
}

export const text = { type: 'string' } as const
export const textOrNull = { type: ['string', 'null'] } as const
export const count = { type: 'integer', minimum: 0 } as const
export const flag = { type: 'boolean' } as const
export const listOf = (items: object): object => ({ type: 'array', items })
