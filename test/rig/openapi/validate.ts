import { Ajv, type ValidateFunction } from 'ajv'
import { extract } from './operations.ts'
import type { JsonSchema, Operation } from './types.ts'

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false })
ajv.addSchema({ $id: 'github', components: { schemas: extract.schemas } })
const compiled = new Map<JsonSchema, ValidateFunction>()

/** What is wrong with a request, as sentences; unknown members count, because GitHub would pass over a misspelt one. */
export function requestFaults(operation: Operation, query: URLSearchParams, body: unknown): string[] {
  const faults: string[] = []
  for (const name of query.keys()) {
    const parameter = operation.parameters.find((one) => one.in === 'query' && one.name === name)
    if (parameter === undefined) faults.push(`the query has an unknown "${name}"`)
    else faults.push(...check(parameter.schema, fromQuery(query.get(name) ?? '', parameter.schema), `"${name}"`))
  }
  if (operation.body === null) return faults
  const known = membersOf(operation.body)
  const unknown = known === null ? [] : Object.keys(body ?? {}).filter((name) => !known.has(name))
  faults.push(...unknown.map((name) => `the body has an unknown "${name}"`))
  return [...faults, ...check(operation.body, body ?? {}, 'the body')]
}

/** What is wrong with an answer that says yes. */
export function answerFaults(operation: Operation, status: number, body: unknown): string[] {
  if (status >= 400) return []
  const schema = operation.answers[String(status)]
  if (schema === undefined) return [`the operation never answers ${status}`]
  // Without a schema GitHub promises nothing.
  return schema === null ? [] : check(schema, body, 'the answer')
}

function check(schema: JsonSchema, value: unknown, what: string): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(pointHome(schema))
  compiled.set(schema, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map((error) => `${what}${error.instancePath} ${error.message ?? 'is wrong'}`)
}

/** References of an operation's own schema lead into the shared ones. */
function pointHome(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/')) as JsonSchema
}

/** The members that an object schema names; null when it leaves them open. */
function membersOf(schema: JsonSchema): ReadonlySet<string> | null {
  const { properties, oneOf, anyOf } = schema as { properties?: object; oneOf?: JsonSchema[]; anyOf?: JsonSchema[] }
  const members = new Set(Object.keys(properties ?? {}))
  for (const one of [...(oneOf ?? []), ...(anyOf ?? [])]) for (const name of membersOf(one) ?? []) members.add(name)
  return members.size === 0 ? null : members
}

function fromQuery(text: string, schema: JsonSchema): unknown {
  if (schema.type === 'integer' || schema.type === 'number') return text === '' ? Number.NaN : Number(text)
  return schema.type === 'boolean' ? text === 'true' : text
}
