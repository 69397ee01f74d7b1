import { globSchema } from '../../text/globs.ts'
import { closed, duration, name, named, namePattern, scalar, text } from './forms.ts'
import { observers } from './observers.ts'
import { gate, policy } from './policy.ts'
import { secretProviders, secretsOfEnvironment } from './secrets.ts'

const secret = '${{ secrets.NAME }}'

function setting(description: string, ...examples: readonly unknown[]): object {
  return { ...text, description, examples }
}

/** What each type of connection is told, and which of it has to be there. */
export const connectionTypes: Readonly<
  Record<string, { readonly settings: Readonly<Record<string, object>>; readonly required: readonly string[] }>
> = {
  duckdb: {
    settings: { path: setting('The database file; keep it outside the checkout.', '${{ env.GALLEY_WAREHOUSE }}') },
    required: ['path'],
  },
  postgres: {
    settings: { url: setting('postgres://USER:PASSWORD@HOST:PORT/DATABASE', '${{ secrets.WAREHOUSE_URL }}') },
    required: ['url'],
  },
  trino: {
    settings: {
      url: setting('http(s)://HOST:PORT', 'https://trino.example.org'),
      catalog: setting('The catalog that relations are in.', 'lake'),
      schema: setting('The schema that names without one are in.', 'raw'),
      user: setting('Who asks.', 'galley'),
      password: setting('The password.', secret),
      token: setting('A JWT in place of user and password.', secret),
      ledger: setting("postgres://… of the database that Galley's own tables are in.", '${{ secrets.LEDGER_URL }}'),
    },
    required: ['url', 'catalog'],
  },
  snowflake: {
    settings: {
      account: setting('The account.', 'org-account'),
      user: setting('The user.', 'GALLEY'),
      password: setting('The password.', secret),
      warehouse: setting('The virtual warehouse.', 'SMALL'),
      database: setting('The database.', 'ANALYTICS'),
      role: setting('The role.', 'GALLEY'),
      private_key: setting("The user's private key in PEM, in place of a password.", secret),
      token: setting('A programmatic access token, in place of both.', secret),
      url: setting('Where the service is, when not where the account says.', 'https://org-account.example.org'),
      ledger: setting("postgres://… of the database that Galley's own tables are in.", '${{ secrets.LEDGER_URL }}'),
    },
    required: ['account', 'user', 'database'],
  },
  bigquery: {
    settings: {
      project: setting('The project.', 'my-project'),
      location: setting('Where the data sets are.', 'EU'),
      credentials: setting("A service account's key, as JSON.", secret),
    },
    required: ['project'],
  },
  databricks: {
    settings: {
      url: setting('The workspace.', 'https://dbc-1.cloud.databricks.com'),
      http_path: setting('The SQL warehouse.', '/sql/1.0/warehouses/1'),
      token: setting('The token.', secret),
      catalog: setting('The catalog.', 'main'),
    },
    required: ['url', 'http_path'],
  },
  airflow: {
    settings: {
      url: setting('http(s)://HOST:PORT of the API server.', 'https://airflow.example.org'),
      user: setting('The user.', 'galley'),
      password: setting('The password.', secret),
      token: setting('A token in place of user and password.', secret),
    },
    required: ['url'],
  },
  control_m: {
    settings: {
      url: setting('The Automation API.', 'https://host:8443/automation-api'),
      user: setting('The user.', 'galley'),
      password: setting('The password.', secret),
      token: setting('An API key in place of user and password.', secret),
      server: setting('The Control-M/Server.', 'ctm'),
    },
    required: ['url'],
  },
  dagster: {
    settings: {
      url: setting('http(s)://HOST:PORT of the webserver.', 'http://dagster:3000'),
      token: setting('A token.', secret),
    },
    required: ['url'],
  },
  github: {
    settings: {
      url: setting("The API; GitHub's own unless said.", 'https://ghe.example.org/api/v3'),
      token: setting('A token that may start workflows.', secret),
    },
    required: ['token'],
  },
  prefect: {
    settings: {
      url: setting('The API.', 'http://prefect:4200/api'),
      token: setting('A token.', secret),
    },
    required: ['url'],
  },
}

/** The types that are warehouses; the others are programs that nodes hand work to. */
export const warehouseTypes = ['duckdb', 'postgres', 'trino', 'snowflake', 'bigquery', 'databricks'] as const

const variables = {
  type: 'object',
  propertyNames: { pattern: namePattern },
  additionalProperties: scalar,
  description: 'Values of variables of the recipes in this environment; stronger than defaults and variations.',
  examples: [{ min_flights: 5 }],
} as const

const connections = named(
  {
    ...closed(
      {
        type: { enum: Object.keys(connectionTypes), description: 'The engine or program.', examples: ['duckdb'] },
        jobs: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'How many nodes may work on it at a time; as many as the order has jobs, unless said.',
          examples: [4],
        },
        ...Object.assign({}, ...Object.values(connectionTypes).map(({ settings }) => settings)),
      },
      ['type'],
    ),
    allOf: Object.entries(connectionTypes).map(([type, { required }]) => ({
      if: { type: 'object', required: ['type'], properties: { type: { const: type } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { type: 'object', required, properties: Object.fromEntries(required.map((key) => [key, {}])) },
    })),
  },
  {
    description: 'The warehouses that recipes run in, and the programs that nodes hand work to, by name.',
    examples: [{ warehouse: { type: 'duckdb', path: '${{ env.GALLEY_WAREHOUSE }}' } }],
  },
)

const environments = {
  ...closed(
    {
      production: {
        ...closed(
          {
            connection: { ...text, description: 'A name from connections.', examples: ['warehouse'] },
            schema: {
              ...name,
              not: { enum: ['galley', 'galley_builds', 'information_schema', 'pg_catalog'] },
              description: "The schema that people read; not one of Galley's own.",
              examples: ['analytics'],
            },
            secrets: secretsOfEnvironment,
            variables,
          },
          ['connection', 'schema'],
        ),
        description: 'What people read.',
        examples: [{ connection: 'warehouse', schema: 'analytics' }],
      },
      kitchen: {
        ...closed(
          {
            connection: {
              ...text,
              description: "A name from connections; production's for now.",
              examples: ['warehouse'],
            },
            ttl: { ...duration, description: 'How long a kitchen is kept that nobody touches.', examples: ['7d'] },
            bind: {
              enum: ['changed', 'all'],
              default: 'changed',
              description: 'Whether a kitchen names what differs from production, or everything.',
              examples: ['all'],
            },
            secrets: secretsOfEnvironment,
            variables,
          },
          ['connection'],
        ),
        description: "A change's own environment, in the schema SCHEMA__NAME.",
        examples: [{ connection: 'warehouse', ttl: '7d' }],
      },
    },
    ['production'],
  ),
  description: 'Where production and kitchens live.',
  examples: [{ production: { connection: 'warehouse', schema: 'analytics' }, kitchen: { connection: 'warehouse' } }],
} as const

/** JSON Schema (draft-07) of `galley.yaml`. */
export const projectSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'galley.yaml',
  title: 'galley.yaml',
  description: 'A project: where its recipes are, where they run, and who may do what.',
  ...closed(
    {
      galley: { const: 1, description: 'The version of this file format.', examples: [1] },
      recipes: {
        description: 'Where the recipes are: a path or glob, or several.',
        examples: ['recipes/*/recipe.yaml'],
        anyOf: [globSchema, { type: 'array', items: globSchema, minItems: 1, maxItems: 20 }],
      },
      connections,
      environments,
      secrets: secretProviders,
      observers,
      gate,
      comment: {
        type: 'boolean',
        default: true,
        description:
          'Whether the App keeps one comment in each pull request. It answers commands in any case, and goes on with a comment that is there.',
        examples: [false],
      },
      ...policy,
    },
    ['galley', 'recipes', 'connections', 'environments'],
  ),
} as const
