import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { recipeReference } from '../../recipes-schema/written/reference.ts'
import { ingredientSchema, projectSchema, recipeSchema } from '../../recipes-schema/written/schema.ts'

type Schema = Readonly<Record<string, unknown>>

/** Every key of every map in a schema, with its path. */
function keysOf(schema: unknown, path = ''): [path: string, schema: Schema][] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, additionalProperties, items, anyOf = [] } = schema as Record<string, never>
  const own = Object.entries(properties as Record<string, Schema>).map(([key, one]): [string, Schema] => [
    `${path}.${key}`,
    one,
  ])
  return [
    ...own,
    ...own.flatMap(([key, one]) => keysOf(one, key)),
    ...keysOf(additionalProperties, `${path}.*`),
    ...keysOf(items, `${path}[]`),
    ...(anyOf as Schema[]).flatMap((one) => keysOf(one, path)),
  ]
}

describe.each([
  ['recipe', recipeSchema],
  ['project', projectSchema],
  ['ingredient', ingredientSchema],
])('the schema of a %s', (_, schema) => {
  it('is right under the strict mode of ajv', () => {
    expect(() => new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)).not.toThrow()
  })

  it('tells of every key what it is for, with an example that is right', () => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true })
    const keys = keysOf(schema)
    expect(keys.length).toBeGreaterThan(30)
    const silent = keys.filter(([, one]) => typeof one.description !== 'string' || !Array.isArray(one.examples))
    expect(silent.map(([path]) => path)).toEqual([])
    const wrong = keys.flatMap(([path, one]) =>
      (one.examples as unknown[]).filter((example) => !ajv.validate(one, example)).map((example) => [path, example]),
    )
    expect(wrong).toEqual([])
  })
})

it('docs/reference/recipe.md is made of the schemas', async () => {
  await expect(recipeReference()).toMatchFileSnapshot('../../docs/reference/recipe.md')
})
