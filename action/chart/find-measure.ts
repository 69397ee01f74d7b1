import type { Measure, Project } from '../../recipes-schema/recipe/types.ts'
import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { exits, Fault } from '../fault.ts'
import { type MeasureIdentity, measureKey } from '../ledger/measure-history.ts'
import { identitiesOf } from '../quality/judge-measures.ts'

export interface FoundMeasure {
  readonly identity: MeasureIdentity
  readonly measure: Measure
}

/** The measure that a person means by `node.measure`, or by `recipe.node.measure` where two recipes have it. */
export function findMeasure(project: Project, name: string): FoundMeasure {
  const all = identitiesOf(project, project.nodes.keys())
  const full = all.filter((one) => measureKey(one) === name)
  const found = full.length > 0 ? full : all.filter((one) => shortName(one) === name)
  const [identity] = found
  if (identity === undefined) {
    const hint = didYouMean(name, [...all.map(shortName), ...all.map(measureKey)])
    const list = all.length === 0 ? 'The recipes have no measures.' : 'See the measures in the recipes.'
    throw new Fault('measure.unknown', exits.usage, `There is no measure "${name}".`, hint ?? list)
  }
  if (found.length > 1) {
    const names = found.map(measureKey).join(' or ')
    throw new Fault('measure.ambiguous', exits.usage, `"${name}" may be ${names}.`, 'Write the recipe before it.')
  }
  const measure = project.nodes.get(identity.node)?.measures.find((one) => one.name === identity.measure)
  if (measure === undefined) throw new Error(`${measureKey(identity)} is not in the recipe that it came from`)
  return { identity, measure }
}

function shortName(one: MeasureIdentity): string {
  return measureKey(one).slice(one.node.indexOf('.') + 1)
}
