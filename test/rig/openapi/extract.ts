/**
 * Writes operations.json: the part of GitHub's OpenAPI description that the rig's routes use, without prose.
 *
 *     npm install --prefix FOLDER @octokit/openapi && node test/rig/openapi/extract.ts FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { routes } from '../routes/index.ts'
import type { Extract, JsonSchema, Operation, Parameter } from './types.ts'

/** What only people read, and formats, which nobody checks. */
const prose = new Set(['description', 'example', 'examples', 'title', 'externalDocs', 'format', 'deprecated'])

/** Here the description asks that an account is a person and an enterprise at once; GitHub answers like the others. */
const corrections: Readonly<Record<string, JsonSchema>> = {
  'apps/list-installations': { type: 'array', items: { $ref: '#/components/schemas/installation' } },
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('Name the folder in which @octokit/openapi is installed.')
const source = join(folder, 'node_modules/@octokit/openapi')
const description = JSON.parse(readFileSync(join(source, 'generated/api.github.com.json'), 'utf8')) as Description
const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string }
writeFileSync(new URL('operations.json', import.meta.url), JSON.stringify(extract()))

interface Description {
  readonly paths: Record<string, Record<string, DescribedOperation>>
  readonly components: Record<'parameters' | 'responses' | 'schemas', Record<string, unknown>>
}

interface DescribedOperation {
  readonly operationId: string
  readonly parameters?: readonly (DescribedParameter | Reference)[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Record<string, { readonly content?: Content } | Reference>
}

type DescribedParameter = { name: string; in: string; required?: boolean; schema: JsonSchema }
type Reference = { readonly $ref: string }
type Content = Record<string, { readonly schema: JsonSchema }>

function extract(): Extract {
  const operations: Record<string, Operation> = {}
  const schemas: Record<string, JsonSchema> = {}
  const wanted = new Set(routes.map((route) => route.operation))
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (wanted.delete(operation.operationId)) operations[operation.operationId] = take(method, path, operation)
    }
  }
  if (wanted.size > 0) throw new Error(`GitHub describes no ${[...wanted].join(', ')}.`)
  collect(operations, schemas)
  return { source: `@octokit/openapi ${version}`, operations, schemas }
}

function take(method: string, path: string, operation: DescribedOperation): Operation {
  const answers: Record<string, JsonSchema | null> = {}
  for (const [status, answer] of Object.entries(operation.responses)) {
    const described = resolve<{ content?: Content }>(answer).content?.['application/json']?.schema
    const schema = corrections[operation.operationId] ?? described
    // Faults have many shapes that nobody reads; what counts are the answers that say yes.
    if (status.startsWith('2') || status === '302') answers[status] = schema === undefined ? null : plain(schema)
  }
  const body = operation.requestBody?.content['application/json']?.schema
  return {
    method: method.toUpperCase(),
    path,
    parameters: (operation.parameters ?? []).map((parameter) => takeParameter(resolve(parameter))),
    body: body === undefined ? null : plain(body),
    answers,
  }
}

function takeParameter({ name, in: place, required = false, schema }: DescribedParameter): Parameter {
  return { name, in: place, required, schema: plain(schema) }
}

function resolve<T extends object>(value: T | Reference): T {
  if (!('$ref' in value)) return value
  const [, , kind, name] = value.$ref.split('/')
  return description.components[kind as 'responses']?.[name ?? ''] as T
}

/** Adds every schema that something refers to, until nothing is missing. */
function collect(from: unknown, schemas: Record<string, JsonSchema>): void {
  for (const [, name] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (name === undefined || name in schemas) continue
    const schema = plain(description.components.schemas[name] as JsonSchema)
    schemas[name] = schema
    collect(schema, schemas)
  }
}

/** JSON Schema from OpenAPI 3.0: `nullable` becomes a type, and what only people read goes. */
function plain(schema: JsonSchema): JsonSchema {
  const kept: JsonSchema = {}
  for (const [key, value] of Object.entries(schema)) {
    if (prose.has(key) || key.startsWith('x-') || key === 'nullable' || key === 'discriminator') continue
    kept[key] = key === 'properties' ? mapValues(value as Record<string, JsonSchema>, plain) : plainValue(value)
  }
  if (schema.nullable !== true) return kept
  if (Array.isArray(kept.enum)) kept.enum = [...new Set([...kept.enum, null])]
  if (typeof kept.type === 'string') return { ...kept, type: [kept.type, 'null'] }
  return { anyOf: [kept, { type: 'null' }] }
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue)
  return typeof value === 'object' && value !== null ? plain(value as JsonSchema) : value
}

function mapValues(values: Record<string, JsonSchema>, change: (value: JsonSchema) => JsonSchema) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}
