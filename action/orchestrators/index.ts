import type { OutsideKind } from '../../recipes-schema/recipe/types.ts'
import type { OpenOutside } from './open.ts'

/** The kinds that are asked over a network; dbt is a program on this machine. */
export type AskedKind = Exclude<OutsideKind, 'dbt'>

/** The registry of orchestrators: each is loaded when a recipe has a node of its kind. */
const orchestrators: { readonly [K in AskedKind]: () => Promise<OpenOutside> } = {
  control_m: async () => (await import('./control-m.ts')).openControlM,
  dagster: async () => (await import('./dagster.ts')).openDagster,
  prefect: async () => (await import('./prefect.ts')).openPrefect,
  workflow: async () => (await import('./workflow.ts')).openWorkflow,
  airflow: async () => (await import('./airflow.ts')).openAirflow,
}

export function openerOf(kind: AskedKind): Promise<OpenOutside> {
  return orchestrators[kind]()
}
