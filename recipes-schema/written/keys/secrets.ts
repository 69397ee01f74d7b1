import { closed, named, text } from './forms.ts'

function setting(description: string, ...examples: readonly unknown[]): object {
  return { ...text, description, examples }
}

/** The provider that needs no declaration: environment variables, which GitHub's secrets are handed over as. */
export const environmentProvider = 'environment'

/** What each type of secret provider is told, and which of it has to be there. */
export const secretProviderTypes: Readonly<
  Record<string, { readonly settings: Readonly<Record<string, object>>; readonly required: readonly string[] }>
> = {
  files: {
    settings: {
      folder: setting(
        'The folder; each file is a secret of its name, as Docker and Kubernetes mount them.',
        '/run/secrets',
      ),
    },
    required: ['folder'],
  },
  vault: {
    settings: {
      url: setting(
        'http(s)://HOST:PORT of a HashiCorp Vault, or what speaks as one.',
        'https://vault.example.org:8200',
      ),
      namespace: setting('The namespace; none unless said.', 'data'),
      mount: setting('Where the secrets engine is mounted; `secret` unless said.', 'secret'),
      engine: {
        enum: ['kv2', 'plain'],
        default: 'kv2',
        description:
          'kv2: the key-value engine of version 2. plain: what a read answers is the secret, as of version 1 and of engines that make credentials; their leases are renewed, and revoked at the end.',
        examples: ['kv2'],
      },
      path: setting('The path below the mount whose keys are the secrets.', 'galley/production'),
      keys: {
        type: 'object',
        propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
        additionalProperties: { type: 'string', pattern: '^[^#]+#[^#]+$' },
        minProperties: 1,
        description: 'Secrets that are elsewhere below the mount, as PATH#KEY.',
        examples: [{ WAREHOUSE_URL: 'shared/postgres#url' }],
      },
      login: {
        enum: ['github', 'token'],
        default: 'github',
        description:
          "github: the job's OIDC token, by the JWT login; it needs `permissions: id-token: write`. token: the environment variable VAULT_TOKEN.",
        examples: ['github'],
      },
      role: setting('The role of the JWT login.', 'galley-production'),
      login_mount: setting('Where the JWT login is mounted; `jwt` unless said.', 'jwt'),
      audience: setting(
        "The audience of the OIDC token; the url's origin unless said.",
        'https://vault.example.org:8200',
      ),
    },
    required: ['url'],
  },
}

/** A list of providers, asked in its order. */
export const secretsOfEnvironment = {
  type: 'array',
  items: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,62}$' },
  minItems: 1,
  maxItems: 10,
  uniqueItems: true,
  description:
    'Where the values of `secrets` come from: the first of these that has it. `environment` is environment variables, and the only one unless said.',
  examples: [['vault', environmentProvider]],
} as const

export const secretProviders = named(
  {
    ...closed(
      {
        type: { enum: Object.keys(secretProviderTypes), description: 'The kind of provider.', examples: ['vault'] },
        ...Object.assign({}, ...Object.values(secretProviderTypes).map(({ settings }) => settings)),
      },
      ['type'],
    ),
    allOf: [
      ...Object.entries(secretProviderTypes).map(([type, { required }]) => ({
        if: { type: 'object', required: ['type'], properties: { type: { const: type } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { type: 'object', required, properties: Object.fromEntries(required.map((key) => [key, {}])) },
      })),
      {
        if: {
          type: 'object',
          required: ['type'],
          properties: { type: { const: 'vault' } },
          not: { type: 'object', required: ['login'], properties: { login: { const: 'token' } } },
        },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { type: 'object', required: ['role'], properties: { role: {} } },
      },
      {
        if: { type: 'object', required: ['type'], properties: { type: { const: 'vault' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: {
          anyOf: [
            { type: 'object', required: ['path'], properties: { path: {} } },
            { type: 'object', required: ['keys'], properties: { keys: {} } },
          ],
        },
      },
    ],
  },
  {
    description: 'Where secrets come from beside environment variables, by name; environments say which they ask.',
    examples: [
      {
        vault: {
          type: 'vault',
          url: 'https://vault.example.org:8200',
          path: 'galley/production',
          role: 'galley-production',
        },
      },
    ],
  },
)
