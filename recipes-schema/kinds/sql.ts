import type { SqlNode } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { readQuery, readReferences, resolveReads } from './assembly.ts'
import type { NodeKind } from './kind.ts'

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
      upstreams: [...relations, ...references.upstreams],
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
}
