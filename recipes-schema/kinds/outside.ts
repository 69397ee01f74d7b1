import type { OutsideKind, OutsideNode } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { inputs, parameters } from '../written/keys/options.ts'
import type { Assembly } from './assembly.ts'
import { inputsOf } from './command.ts'
import type { NodeKind } from './kind.ts'
import { merged, readReferences } from './references.ts'

type Options = Readonly<Record<string, unknown>>

/** The types of connections that are not called as the kind is. */
const connectionTypes: Partial<Record<OutsideKind, string>> = { workflow: 'github' }

/** A kind of node that hands its work to another program, whose options are `schema`. */
export function outsideKind(key: OutsideKind, schema: object): NodeKind<OutsideNode> {
  return {
    key,
    schema,
    options: { with: parameters, inputs },
    outside: true,
    async assemble(assembly) {
      const { written, path, folder } = assembly
      const options: Options = written[key] ?? {}
      const sandbox = await sandboxOf(assembly, key, options, schema)
      if (sandbox === undefined || !hasService(assembly, key, options.connection, [...path, key])) return null
      if (!hasService(assembly, key, sandbox?.connection, [...path, 'sandbox'])) return null
      const values = written.with ?? {}
      const references = merged(
        readReferences(assembly, options, [...path, key], 'outside'),
        readReferences(assembly, written.sandbox ?? {}, [...path, 'sandbox'], 'outside'),
        readReferences(assembly, values, [...path, 'with'], 'outside'),
      )
      // What happens elsewhere depends on no file of ours unless the recipe says so; a dbt project is files of ours.
      const globs = [
        ...(written.inputs ?? []),
        ...(key === 'dbt' ? projectGlobs(options.project, sandbox?.project) : []),
      ]
      const files = globs.length === 0 ? [] : inputsOf({ ...assembly, written: { ...written, inputs: globs } })
      return {
        own: {
          kind: key,
          options,
          sandboxed: sandbox,
          parameters: values,
          inputs: files,
          folder: folder.replace(/\/$/, ''),
        },
        reads: [],
        upstreams: references.upstreams,
        references,
        files: files.map(({ path: file }) => file),
      }
    },
    // `inputs` by content: a changed DAG file is a changed result. What a kitchen does has an address of its own.
    identity: ({ options, parameters: values, inputs: files }) => ({
      options,
      parameters: values,
      inputs: files.map(({ path, blob }) => [path, blob]),
    }),
    // What happens elsewhere takes its upstreams whole.
    parts: () => null,
  }
}

/** The files of dbt projects; what dbt makes in there is in no commit. */
function projectGlobs(...projects: readonly unknown[]): string[] {
  const folders = projects.filter((one) => typeof one === 'string' && !one.includes('${{'))
  return [...new Set(folders.map((folder) => (folder === '.' ? '**' : `${String(folder).replace(/\/+$/, '')}/**`)))]
}

/** The options as a kitchen has them; null where it has none, undefined when they are not what the kind may have. */
async function sandboxOf(
  { written: { sandbox }, file, path, diagnostics }: Assembly,
  key: OutsideKind,
  options: Options,
  schema: object,
): Promise<Options | null | undefined> {
  if (sandbox === undefined) return null
  // Loaded for those few that have one.
  const { Ajv } = await import('ajv')
  const merged: Options = { ...options, ...sandbox }
  const validate = new Ajv({ allowUnionTypes: true, strict: false }).compile(schema)
  if (validate(merged)) return merged
  const [fault] = validate.errors ?? []
  // A key that the kind does not have is told where all sandboxes are checked.
  if (fault?.keyword !== 'additionalProperties') {
    const message = `The sandbox of this ${key} node is not understood: ${[fault?.instancePath.slice(1), fault?.message].filter(Boolean).join(' ')}.`
    diagnostics.push(diagnostic('recipe.sandbox', file.placeOf([...path, 'sandbox']), message))
  }
  return undefined
}

function hasService(
  { connections, file, diagnostics }: Assembly,
  key: OutsideKind,
  named: unknown,
  path: Assembly['path'],
): boolean {
  const type = connectionTypes[key] ?? key
  if (typeof named !== 'string' || connections.services.get(named) === type) return true
  const known = [...connections.services].filter(([, other]) => other === type).map(([name]) => name)
  const message = `There is no connection "${named}" of type ${type}.`
  const hint = didYouMean(named, known) ?? `Declare it under \`connections:\` in galley.yaml.`
  diagnostics.push(diagnostic('recipe.unknown_connection', file.placeOf([...path, 'connection']), message, hint))
  return false
}
