import type { Node } from '../../recipes-schema/recipe/types.ts'
import { type Made, type NodeContext, NodeFailure, type NodeRunner } from './node.ts'
import { runSql } from './sql.ts'

/** Gives the runner of a kind; loaded with the first node of it. */
type Load<N extends Node> = () => Promise<NodeRunner<N>>

const outside = () => import('./outside.ts').then(({ runOutside }) => runOutside)
const sync = () => import('./sync.ts').then(({ runSync }) => runSync)

/** The registry: how nodes of each kind run. */
const runners: { readonly [K in Node['kind']]?: Load<Extract<Node, { kind: K }>> } = {
  sql: async () => runSql,
  run: () => import('./run.ts').then(({ runCommand }) => runCommand),
  container: () => import('./container.ts').then(({ runContainer }) => runContainer),
  notebook: () => import('./notebook.ts').then(({ runNotebook }) => runNotebook),
  http: () => import('./http.ts').then(({ runHttp }) => runHttp),
  recipe: sync,
  sync,
  dbt: () => import('./dbt.ts').then(({ runDbt }) => runDbt),
  airflow: outside,
  control_m: outside,
  dagster: outside,
  prefect: outside,
  workflow: outside,
}

export async function runNode(node: Node, context: NodeContext): Promise<Made> {
  const load = runners[node.kind] as Load<Node> | undefined
  if (load === undefined) throw new NodeFailure('node.not_yet', `This Galley cannot run ${node.kind} nodes yet.`)
  const run = await load()
  return run(node, context)
}
