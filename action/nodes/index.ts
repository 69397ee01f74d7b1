import type { Node } from '../../recipes-schema/recipe/types.ts'
import { runContainer } from './container.ts'
import { runDbt } from './dbt.ts'
import { runHttp } from './http.ts'
import { type Made, type NodeContext, NodeFailure, type NodeRunner } from './node.ts'
import { runNotebook } from './notebook.ts'
import { runOutside } from './outside.ts'
import { runCommand } from './run.ts'
import { runSql } from './sql.ts'
import { runSync } from './sync.ts'

/** The registry: how nodes of each kind run. */
const runners: { readonly [K in Node['kind']]?: NodeRunner<Extract<Node, { kind: K }>> } = {
  sql: runSql,
  run: runCommand,
  container: runContainer,
  notebook: runNotebook,
  http: runHttp,
  recipe: runSync,
  sync: runSync,
  dbt: runDbt,
  airflow: runOutside,
  control_m: runOutside,
  dagster: runOutside,
  prefect: runOutside,
  workflow: runOutside,
}

export function runNode(node: Node, context: NodeContext): Promise<Made> {
  const run = runners[node.kind] as NodeRunner<Node> | undefined
  if (run === undefined) throw new NodeFailure('node.not_yet', `This Galley cannot run ${node.kind} nodes yet.`)
  return run(node, context)
}
