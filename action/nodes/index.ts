import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { Made, NodeContext, NodeRunner } from './node.ts'
import { runCommand } from './run.ts'
import { runSql } from './sql.ts'

/** The registry: how nodes of each kind run. */
const runners: { readonly [K in Node['kind']]: NodeRunner<Extract<Node, { kind: K }>> } = {
  sql: runSql,
  run: runCommand,
}

export function runNode(node: Node, context: NodeContext): Promise<Made> {
  return (runners[node.kind] as NodeRunner<Node>)(node, context)
}
