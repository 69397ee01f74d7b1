import type { SyncNode } from '../recipe/types.ts'
import type { NodeKind } from './kind.ts'
import { noReferences } from './references.ts'

export const syncKind: NodeKind<SyncNode> = {
  key: 'sync',
  schema: {
    enum: ['succeeded', 'ended'],
    description: 'Waits for its `needs`: until all have succeeded, or until all have ended, however. Makes nothing.',
    examples: ['succeeded'],
  },
  options: {},
  outside: false,
  async assemble({ written }) {
    return {
      own: { kind: 'sync', when: written.sync ?? 'succeeded' },
      reads: [],
      upstreams: [],
      references: noReferences,
      files: [],
    }
  },
  identity: ({ when }) => when,
  parts: () => null,
}
