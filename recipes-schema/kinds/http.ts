import type { HttpNode } from '../recipe/types.ts'
import { closed, text } from '../written/keys/forms.ts'
import type { NodeKind } from './kind.ts'
import { readReferences } from './references.ts'

const status = { type: 'integer', minimum: 100, maximum: 599 } as const

export const httpKind: NodeKind<HttpNode> = {
  key: 'http',
  schema: {
    ...closed(
      {
        url: { ...text, description: 'Where to; http or https.', examples: ['https://example.org/hooks/refresh'] },
        method: {
          enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
          default: 'POST',
          description: 'The method.',
          examples: ['POST'],
        },
        headers: {
          type: 'object',
          additionalProperties: text,
          description: 'Headers of the request.',
          examples: [{ authorization: 'Bearer ${{ secrets.TOKEN }}' }],
        },
        body: {
          description: 'A text that is sent as it is, or a value that is sent as JSON.',
          examples: [{ day: '${{ order.date }}' }],
        },
        expect: {
          anyOf: [status, { type: 'array', items: status, minItems: 1, maxItems: 50 }],
          description: 'The statuses that are a success; any from 200 to 299 unless said.',
          examples: [202],
        },
      },
      ['url'],
    ),
    description: 'A request to an HTTP API. A kitchen does not send it unless `sandbox` says what to send.',
    examples: [{ url: 'https://example.org/hooks/refresh', body: { day: '${{ order.date }}' } }],
  },
  options: {},
  outside: true,
  async assemble(assembly) {
    const { url = '', method = 'POST', headers = {}, body = null, expect = [] } = assembly.written.http ?? {}
    const references = readReferences(assembly, { url, headers, body }, [...assembly.path, 'http'])
    return {
      own: { kind: 'http', request: { url, method, headers, body, expect: [expect].flat() } },
      reads: [],
      upstreams: references.upstreams,
      references,
      files: [],
    }
  },
  identity: ({ request }) => request,
  // A request takes its upstreams whole.
  parts: () => null,
}
