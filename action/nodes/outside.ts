import type { OutsideNode } from '../../recipes-schema/recipe/types.ts'
import { drive } from '../orchestrators/drive.ts'
import { type AskedKind, openerOf } from '../orchestrators/index.ts'
import type { Outside } from '../orchestrators/open.ts'
import { usualPace } from '../orchestrators/pace.ts'
import { runKey } from '../orchestrators/run-key.ts'
import { deepEvaluated } from './evaluated.ts'
import type { Made, NodeContext } from './node.ts'

/** Has another program run what the node names, and follows it to its end. */
export async function runOutside(node: OutsideNode, context: NodeContext): Promise<Made> {
  const open = await openerOf(node.kind as AskedKind)
  const tool = open(outsideOf(node, context))
  const outputs = await drive(tool, {
    key: (number) => runKey(context.order, node.id, number),
    pace: usualPace,
    signal: context.signal,
    begun: context.begun,
    note: context.note,
    print: (text) => {
      context.print({ text, dropped: 0 })
    },
    children: (children) => context.children(children.map(({ log: _log, ...child }) => child)),
  })
  return { relation: null, is_view: false, outputs }
}

/** What the recipe says, evaluated; in a kitchen what its sandbox says. */
export function outsideOf(
  node: OutsideNode,
  { kitchen, values, environment, service }: Pick<NodeContext, 'kitchen' | 'values' | 'environment' | 'service'>,
): Outside {
  const written = kitchen && node.sandboxed !== null ? node.sandboxed : node.options
  const options = deepEvaluated(written, values) as Outside['options']
  return {
    options,
    parameters: deepEvaluated(
      (kitchen ? node.sandboxedWith : null) ?? node.parameters,
      values,
    ) as Outside['parameters'],
    settings: typeof options.connection === 'string' ? service(options.connection) : {},
    environment,
  }
}
