import type { OutsideKind, OutsideNode } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { parameters } from '../written/keys/options.ts'
import type { Assembly } from './assembly.ts'
import type { NodeKind } from './kind.ts'
import { merged, readReferences } from './references.ts'

/** A kind of node that hands its work to another program, whose options are `schema`. */
export function outsideKind(key: OutsideKind, schema: object): NodeKind<OutsideNode> {
  return {
    key,
    schema,
    options: { with: parameters },
    outside: true,
    async assemble(assembly) {
      const { written, path } = assembly
      const options = written[key] ?? {}
      if (!hasService(assembly, key, options.connection)) return null
      const references = readReferences(assembly, options, [...path, key], 'outside')
      const values = written.with ?? {}
      const inValues = readReferences(assembly, values, [...path, 'with'], 'outside')
      return {
        own: { kind: key, options, parameters: values },
        reads: [],
        upstreams: [...references.upstreams, ...inValues.upstreams],
        references: merged(references, inValues),
        files: [],
      }
    },
    identity: (node) => ({ options: node.options, parameters: node.parameters }),
    // What happens elsewhere takes its upstreams whole.
    parts: () => null,
  }
}

function hasService({ connections, file, path, diagnostics }: Assembly, key: OutsideKind, named: unknown): boolean {
  if (typeof named !== 'string' || connections.services.get(named) === key) return true
  const known = [...connections.services].filter(([, type]) => type === key).map(([name]) => name)
  const message = `There is no connection "${named}" of type ${key}.`
  const hint = didYouMean(named, known) ?? `Declare it under \`connections:\` in galley.yaml.`
  diagnostics.push(diagnostic('recipe.unknown_connection', file.placeOf([...path, key, 'connection']), message, hint))
  return false
}
