import type { HttpNode, HttpRequest } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { secondsOf } from '../text/units.ts'
import { closed, duration, text } from '../written/keys/forms.ts'
import type { WrittenHttp } from '../written/types.ts'
import type { Assembly, Path } from './assembly.ts'
import { bracketed, readBare } from './bare.ts'
import type { NodeKind } from './kind.ts'
import { merged, noReferences, type References, readReferences } from './references.ts'

const status = { type: 'integer', minimum: 100, maximum: 599 } as const
const ended = "${{ response.json.state == 'done' }}"

const poll = {
  ...closed(
    {
      url: {
        ...text,
        description: 'Where to ask; where the request went, unless said.',
        examples: ['${{ response.headers.location }}'],
      },
      until: { ...text, description: 'What has to be true of the answer.', examples: [ended] },
      every: { ...duration, default: '10s', description: 'The wait between two questions.', examples: ['30s'] },
      timeout: {
        ...duration,
        default: '10m',
        description: 'How long in all; then the node has failed.',
        examples: ['1h'],
      },
    },
    ['until'],
  ),
  description: 'After the request, asks by GET, again and again, until something is so.',
  examples: [{ until: ended, every: '30s' }],
} as const

const options = {
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
  check: {
    ...text,
    description: 'An expression over `response` (status, headers, body, json) that has to be true of the answer.',
    examples: ['${{ response.json.accepted }}'],
  },
  timeout: { ...duration, default: '1m', description: 'How long one answer may take.', examples: ['10s'] },
  poll,
  outputs: {
    type: 'object',
    additionalProperties: text,
    description: "The node's outputs, as expressions over `response`.",
    examples: [{ id: '${{ response.json.id }}' }],
  },
} as const

export const httpKind: NodeKind<HttpNode> = {
  key: 'http',
  schema: {
    ...closed(options, ['url']),
    description: 'A request to an HTTP API. A kitchen does not send it unless `sandbox` says what to send.',
    examples: [{ url: 'https://example.org/hooks/refresh', body: { day: '${{ order.date }}' } }],
  },
  options: {},
  outside: true,
  async assemble(assembly) {
    const { written, path } = assembly
    const own = written.http ?? { url: '' }
    const sandbox = await sandboxOf(assembly)
    if (sandbox === null) return null
    const references = merged(
      referencesOf(assembly, own, [...path, 'http']),
      referencesOf(assembly, sandbox ?? {}, [...path, 'sandbox']),
    )
    return {
      own: {
        kind: 'http',
        request: requestOf(own),
        sandboxed: sandbox === undefined ? null : requestOf({ ...own, ...sandbox }),
      },
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

/** The request goes out before there is an answer; what is asked of the answer may use it. */
function referencesOf(assembly: Assembly, written: Partial<WrittenHttp>, path: Path): References {
  const { check, poll, outputs, ...request } = written
  return merged(
    readReferences(assembly, request, path, 'outside'),
    check === undefined ? noReferences : readBare(assembly, check, [...path, 'check'], 'answer'),
    poll === undefined ? noReferences : readBare(assembly, poll.until, [...path, 'poll', 'until'], 'answer'),
    readReferences(assembly, poll?.url ?? null, [...path, 'poll', 'url'], 'answer'),
    readReferences(assembly, outputs ?? null, [...path, 'outputs'], 'answer'),
  )
}

/** What takes the place of the request's options in a kitchen; null when it is not what a request may have. */
async function sandboxOf({
  written: { sandbox },
  file,
  path,
  diagnostics,
}: Assembly): Promise<Partial<WrittenHttp> | undefined | null> {
  if (sandbox === undefined) return sandbox
  // Loaded for those few that have one.
  const { Ajv } = await import('ajv')
  const validate = new Ajv({ allowUnionTypes: true }).compile<Partial<WrittenHttp>>(closed(options, []))
  if (validate(sandbox)) return sandbox
  const [fault] = validate.errors ?? []
  const key = fault?.params.additionalProperty ?? fault?.instancePath.slice(1)
  const message = `The sandbox of a request is not understood: ${[key, fault?.message].filter(Boolean).join(' ')}.`
  diagnostics.push(diagnostic('recipe.sandbox', file.placeOf([...path, 'sandbox']), message))
  return null
}

function requestOf(written: WrittenHttp): HttpRequest {
  const { url, method = 'POST', headers = {}, body = null, expect = [], check = null, timeout = '1m' } = written
  const { poll, outputs = {} } = written
  return {
    url,
    method,
    headers,
    body,
    expect: [expect].flat(),
    check: check === null ? null : bracketed(check),
    timeoutSeconds: secondsOf(timeout),
    poll:
      poll === undefined
        ? null
        : {
            url: poll.url ?? null,
            until: bracketed(poll.until),
            everySeconds: secondsOf(poll.every ?? '10s'),
            timeoutSeconds: secondsOf(poll.timeout ?? '10m'),
          },
    outputs,
  }
}
