import { readTemplate } from '../expression/template.ts'
import type { Materialized, SqlNode } from '../recipe/types.ts'
import { columnsOf } from '../sql/columns/index.ts'
import type { SqlPart } from '../sql/parser.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { secondsOf } from '../text/units.ts'
import { closed, duration, names, text } from '../written/keys/forms.ts'
import { parameters } from '../written/keys/options.ts'
import type { WrittenMaterialized } from '../written/types.ts'
import type { NodeKind, Part } from './kind.ts'
import { readQuery, resolveReads } from './query.ts'
import { readReferences } from './references.ts'

const column = { ...text }

/** The forms that have options: what a person who writes only their word meant. */
const forms = [{ incremental: { by: 'day', grain: 'day', late: '3d' } }, { merge: { key: ['id'] } }]

const materialized = {
  description: 'How the result is kept; a table unless said otherwise.',
  examples: ['view', ...forms],
  anyOf: [
    { enum: ['table', 'view'], examples: forms },
    {
      ...closed({
        incremental: {
          ...closed(
            {
              by: { ...column, description: 'The column of dates or times.', examples: ['day'] },
              grain: {
                enum: ['hour', 'day', 'week', 'month'],
                description: 'What is made at once.',
                examples: ['day'],
              },
              late: { ...duration, description: 'How long after its end a grain is made again.', examples: ['3d'] },
            },
            ['by', 'grain'],
          ),
          description: 'Only the grains of time that are missing or late are made.',
          examples: [{ by: 'day', grain: 'day' }],
        },
        merge: {
          ...closed(
            { key: { ...names, items: column, minItems: 1, description: 'Its columns.', examples: [['id']] } },
            ['key'],
          ),
          description: 'Rows take the place of those with the same key.',
          examples: [{ key: ['id'] }],
        },
      }),
      minProperties: 1,
      maxProperties: 1,
    },
  ],
}

export const sqlKind: NodeKind<SqlNode> = {
  key: 'sql',
  schema: {
    ...text,
    description: "One SELECT, as a file relative to the recipe's folder or written inline.",
    examples: ['sql/arrivals.sql'],
  },
  options: { with: parameters, materialized },
  outside: false,
  async assemble(assembly) {
    const { written, path, file, diagnostics } = assembly
    const at = [...path, 'sql']
    const query = await readQuery(assembly, written.sql ?? '', at)
    const parameters = written.with ?? {}
    const references = readReferences(assembly, parameters, [...path, 'with'], 'with')
    if (query === null) return null
    const used = new Set(query.shape.parameters.map((use) => use.name))
    for (const parameter of used) {
      if (Object.hasOwn(parameters, parameter)) continue
      const hint = didYouMean(parameter, Object.keys(parameters)) ?? `Add it under \`with:\`.`
      diagnostics.push(diagnostic('sql.unknown_parameter', file.placeOf(at), `$${parameter} has no value.`, hint))
    }
    for (const name of Object.keys(parameters)) {
      if (used.has(name)) continue
      const place = file.keyPlace([...path, 'with'], name)
      diagnostics.push({
        ...diagnostic('sql.unused_parameter', place, `The SQL does not use $${name}.`),
        severity: 'warning',
      })
    }
    const relations = resolveReads(assembly, query, at)
    if (relations.length < query.shape.reads.length) return null
    const bound = Object.fromEntries(Object.entries(parameters).filter(([name]) => used.has(name)))
    return {
      own: {
        kind: 'sql',
        query,
        parameters: bound,
        materialized: materializedOf(written.materialized ?? 'table'),
        relations,
      },
      reads: relations,
      upstreams: references.upstreams,
      references,
      files: query.file === file.source.file ? [] : [query.file],
    }
  },
  identity: (node) => ({
    // The syntax tree, not the text: comments and layout decide nothing.
    sql: node.query.shape.canonical,
    // The same tree means another thing to another engine: in one 1 / 2 is 0.
    dialect: node.query.shape.dialect,
    // Which node each name means: the same text over another node is another result.
    relations: node.relations,
    // Bound values; what their templates resolve to is among the variables.
    parameters: node.parameters,
    // A view follows its upstreams, a table stands still, an incremental table depends on its grain.
    materialized: formOf(node),
  }),
  parts(node, namesOf) {
    const { relations, query, measuresUsed } = node
    // Another node's measure is a value of the node as a whole.
    if (Object.keys(measuresUsed).length > 0) return null
    const columns = columnsOf(query.shape, (read) => {
      const upstream = relations[read]
      return upstream === undefined ? null : namesOf(upstream)
    })
    if (columns === null) return null
    return {
      // A view follows its upstreams, a table stands still: the same rows.
      form: formOf(node),
      rows: partOf(node, columns.rows),
      columns: columns.columns.map((column) => ({ ...partOf(node, column), name: column.name })),
      names: columns.names,
      divisible: columns.names !== null && columns.repeatable,
    }
  },
}

function materializedOf(written: WrittenMaterialized): Materialized {
  if (written === 'table' || written === 'view') return { type: written }
  if ('merge' in written) return { type: 'merge', key: written.merge.key }
  const { by, grain, late } = written.incremental
  return { type: 'incremental', by, grain, late: late === undefined ? null : secondsOf(late) }
}

function formOf({ materialized }: SqlNode): unknown {
  return materialized.type === 'table' || materialized.type === 'view' ? materialized.type : materialized
}

/** A part of the query with the nodes that its names mean and the values that its parameters are bound to. */
function partOf(node: SqlNode, { canonical, parameters, uses }: SqlPart): Part {
  const { relations, query } = node
  return {
    identity: [
      query.shape.dialect,
      canonical,
      parameters.map((name) => [name, node.parameters[name], variablesOf(node, name)]),
    ],
    uses: uses.flatMap(({ read, columns }) => {
      const [upstream, written] = [relations[read], query.shape.reads[read]]
      if (upstream === undefined || written === undefined) return []
      return [{ node: upstream, name: [written.schema, written.name].filter(Boolean).join('.').toLowerCase(), columns }]
    }),
  }
}

/** The variables and matrix keys in the template that a parameter is bound to, with their values. */
function variablesOf(node: SqlNode, parameter: string): [name: string, value: unknown][] {
  const template = node.parameters[parameter]
  if (typeof template !== 'string') return []
  const names = readTemplate(template).references.map(({ path: [context, name] }) => `${context}.${name}`)
  const values = new Map<string, unknown>([
    ...Object.entries(node.variables).map(([name, value]) => [`vars.${name}`, value] as const),
    ...Object.entries(node.matrix).map(([name, value]) => [`matrix.${name}`, value] as const),
  ])
  return [...new Set(names)]
    .sort()
    .flatMap((name): [string, unknown][] => (values.has(name) ? [[name, values.get(name)]] : []))
}
