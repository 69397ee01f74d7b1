import type { Node } from '../recipe/types.ts'
import { airflowKind } from './airflow.ts'
import { containerKind } from './container.ts'
import { controlMKind } from './control_m.ts'
import { dagsterKind } from './dagster.ts'
import { dbtKind } from './dbt.ts'
import { httpKind } from './http.ts'
import type { NodeKind } from './kind.ts'
import { notebookKind } from './notebook.ts'
import { prefectKind } from './prefect.ts'
import { recipeKind } from './recipe.ts'
import { runKind } from './run.ts'
import { sqlKind } from './sql.ts'
import { syncKind } from './sync.ts'
import { workflowKind } from './workflow.ts'

/** The registry of node kinds: a node is of the kind whose key it has. */
export const nodeKinds: readonly NodeKind<Node>[] = [
  sqlKind,
  runKind,
  containerKind,
  notebookKind,
  httpKind,
  recipeKind,
  syncKind,
  airflowKind,
  controlMKind,
  dbtKind,
  dagsterKind,
  prefectKind,
  workflowKind,
] as readonly unknown[] as NodeKind<Node>[]

export function nodeKind(key: string): NodeKind<Node> {
  const kind = nodeKinds.find((candidate) => candidate.key === key)
  if (kind === undefined) throw new Error(`no node kind ${key}`)
  return kind
}
