import { closed, named, text } from './forms.ts'

function setting(description: string, ...examples: readonly unknown[]): object {
  return { ...text, description, examples }
}

const secret = '${{ secrets.NAME }}'

/** What each type of observer is told, and which of it has to be there. */
export const observerTypes: Readonly<
  Record<string, { readonly settings: Readonly<Record<string, object>>; readonly required: readonly string[] }>
> = {
  openlineage: {
    settings: {
      url: setting(
        'http(s)://HOST:PORT of what takes OpenLineage events; or name a `file`.',
        'https://marquez.example.org',
      ),
      endpoint: setting('The path below the url; `api/v1/lineage` unless said.', 'api/v1/lineage'),
      api_key: setting('Shown as a bearer token.', secret),
      file: setting('A file to which events are added, one a line; from where galley.yaml is.', 'lineage.ndjson'),
      namespace: setting('The namespace of jobs; `galley` unless said.', 'shop'),
    },
    required: [],
  },
  observability: {
    settings: {
      url: setting(
        "The Event Ingestion API of DataKitchen's DataOps Observability.",
        'https://observability.example.org/api',
      ),
      key: setting("A service account's key.", secret),
      namespace: setting('What the keys of pipelines begin with; `galley` unless said.', 'shop'),
    },
    required: ['url', 'key'],
  },
}

export const observers = named(
  {
    ...closed(
      {
        type: { enum: Object.keys(observerTypes), description: 'The kind of events.', examples: ['openlineage'] },
        ...Object.assign({}, ...Object.values(observerTypes).map(({ settings }) => settings)),
      },
      ['type'],
    ),
    allOf: [
      ...Object.entries(observerTypes).map(([type, { required }]) => ({
        if: { type: 'object', required: ['type'], properties: { type: { const: type } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { type: 'object', required, properties: Object.fromEntries(required.map((key) => [key, {}])) },
      })),
      {
        anyOf: [
          { type: 'object', required: ['url'], properties: { url: {} } },
          { type: 'object', required: ['file'], properties: { file: {} } },
        ],
      },
    ],
  },
  {
    description: 'Who is told of orders while they run, by name. They never fail an order.',
    examples: [{ marquez: { type: 'openlineage', url: 'https://marquez.example.org', namespace: 'shop' } }],
  },
)
