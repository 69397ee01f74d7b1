import { readTemplate } from '../expression/template.ts'
import type { SqlNode } from '../recipe/types.ts'
import { columnsOf } from '../sql/columns/index.ts'
import type { SqlPart } from '../sql/parser.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { readQuery, readReferences, resolveReads } from './assembly.ts'
import type { NodeKind, Part } from './kind.ts'

export const sqlKind: NodeKind<SqlNode> = {
  key: 'sql',
  options: ['with', 'materialized'],
  async assemble(assembly) {
    const { written, path, file, diagnostics } = assembly
    const at = [...path, 'sql']
    const query = await readQuery(assembly, written.sql ?? '', at)
    const parameters = written.with ?? {}
    const references = readReferences(assembly, parameters, [...path, 'with'])
    if (query === null) return null
    const used = new Set(query.shape.parameters.map((use) => use.name))
    for (const parameter of used) {
      if (parameter in parameters) continue
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
      own: { kind: 'sql', query, parameters: bound, materialized: written.materialized ?? 'table', relations },
      reads: relations,
      upstreams: references.upstreams,
      references,
      files: query.file === file.source.file ? [] : [query.file],
    }
  },
  identity: (node) => ({
    // The syntax tree, not the text: comments and layout decide nothing.
    sql: node.query.shape.canonical,
    // Which node each name means: the same text over another node is another result.
    relations: node.relations,
    // Bound values; what their templates resolve to is among the variables.
    parameters: node.parameters,
    // A view follows its upstreams, a table stands still.
    materialized: node.materialized,
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
      form: node.materialized,
      rows: partOf(node, columns.rows),
      columns: columns.columns.map((column) => ({ ...partOf(node, column), name: column.name })),
      names: columns.names,
      divisible: columns.names !== null && columns.repeatable,
    }
  },
}

/** A part of the query with the nodes that its names mean and the values that its parameters are bound to. */
function partOf(node: SqlNode, { canonical, parameters, uses }: SqlPart): Part {
  const { relations, query } = node
  return {
    identity: [canonical, parameters.map((name) => [name, node.parameters[name], variablesOf(node, name)])],
    uses: uses.flatMap(({ read, columns }) => {
      const [upstream, written] = [relations[read], query.shape.reads[read]]
      if (upstream === undefined || written === undefined) return []
      return [{ node: upstream, name: [written.schema, written.name].filter(Boolean).join('.').toLowerCase(), columns }]
    }),
  }
}

/** The variables in the template that a parameter is bound to, with their values. */
function variablesOf(node: SqlNode, parameter: string): [name: string, value: unknown][] {
  const template = node.parameters[parameter]
  if (typeof template !== 'string') return []
  const names = readTemplate(template).references.flatMap(({ path: [context, name] }) =>
    context === 'vars' && name !== undefined ? [name] : [],
  )
  return [...new Set(names)].sort().map((name) => [name, node.variables[name]])
}
