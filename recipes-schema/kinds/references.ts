import { readTemplate } from '../expression/template.ts'
import type { NodeId } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import type { Scalar } from '../written/types.ts'
import type { Assembly, Path } from './assembly.ts'
import { measureName } from './measure-name.ts'

/** What the `${{ }}` of a node use. */
export interface References {
  readonly variables: Readonly<Record<string, Scalar>>
  readonly upstreams: readonly NodeId[]
  /** `env.NAME` and `order.NAME`: known only when the node runs. */
  readonly ambient: readonly string[]
  /** The definitions of the measures whose values they use. */
  readonly measures: Readonly<Record<string, unknown>>
}

export const noReferences: References = { variables: {}, upstreams: [], ambient: [], measures: {} }

export function merged(...all: readonly References[]): References {
  return {
    variables: Object.assign({}, ...all.map((one) => one.variables)),
    upstreams: all.flatMap((one) => one.upstreams),
    ambient: [...new Set(all.flatMap((one) => one.ambient))].sort(),
    measures: Object.assign({}, ...all.map((one) => one.measures)),
  }
}

/** What the texts in a value of any shape use; faults at their own column. */
export function readReferences(assembly: Assembly, value: unknown, path: Path): References {
  if (typeof value === 'string') return referencesOf(assembly, value, path)
  if (Array.isArray(value)) return merged(...value.map((one, index) => readReferences(assembly, one, [...path, index])))
  if (value === null || typeof value !== 'object') return noReferences
  return merged(...Object.entries(value).map(([key, one]) => readReferences(assembly, one, [...path, key])))
}

function referencesOf(assembly: Assembly, text: string, path: Path): References {
  const variables: Record<string, Scalar> = {}
  const upstreams: NodeId[] = []
  const ambient = new Set<string>()
  const measures: Record<string, unknown> = {}
  const fault = (code: string, message: string, start: number, end: number, hint: string | null): void => {
    assembly.diagnostics.push(diagnostic(code, assembly.file.placeIn(path, start, end), message, hint))
  }
  const { references, faults } = readTemplate(text)
  for (const { message, start, end } of faults)
    fault('expression.syntax', `This expression is not understood: ${message}.`, start, end, null)
  for (const { path: reference, start, end } of references) {
    const [context, name] = reference
    if (context === 'vars') {
      const variable = assembly.variables.get(name ?? '')
      const hint = didYouMean(name ?? '', [...assembly.variables.keys()])
      if (variable === undefined)
        fault('expression.unknown_variable', `There is no variable "${name}".`, start, end, hint)
      else variables[variable.name] = variable.value
    } else if (context === 'env' || context === 'order') {
      ambient.add(`${context}.${name ?? ''}`)
    } else if (context === 'measures' || context === 'relations' || context === 'nodes' || context === 'tests') {
      const found = assembly.names.resolve(assembly.recipe.recipe, null, name ?? '')
      const hint = didYouMean(name ?? '', assembly.names.known(assembly.recipe.recipe))
      if (found === null) fault('expression.unknown_node', `There is no node "${name}".`, start, end, hint)
      else upstreams.push(found)
      const measure = reference[2]
      if (context === 'measures') measures[`${name}.${measure}`] = measureNamed(assembly, name ?? '', measure ?? '')
      if (context === 'measures' && found !== null && !measuresOf(assembly, name ?? '').includes(measure ?? ''))
        fault(
          'expression.unknown_measure',
          `"${name}" has no measure "${measure}".`,
          start,
          end,
          didYouMean(measure ?? '', measuresOf(assembly, name ?? '')),
        )
    }
  }
  return { variables, upstreams, ambient: [...ambient].sort(), measures }
}

function measuresOf({ recipe }: Assembly, node: string): string[] {
  return (recipe.nodes[node]?.measures ?? []).map((measure) => measureName(measure))
}

function measureNamed({ recipe }: Assembly, node: string, measure: string): unknown {
  return (recipe.nodes[node]?.measures ?? []).find((one) => measureName(one) === measure) ?? null
}
