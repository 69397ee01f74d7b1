/** The contexts that an expression may name. */
export const contexts = [
  'vars',
  'env',
  'order',
  'nodes',
  'tests',
  'measures',
  'relations',
  'secrets',
  'matrix',
  'response',
] as const

export type Context = (typeof contexts)[number]

/** GitHub's status functions, which an `if` may ask. */
export const statusFunctions = ['success', 'failure', 'always', 'cancelled'] as const
export type Status = Readonly<Record<(typeof statusFunctions)[number], boolean>>

export function isStatusFunction(name: string): boolean {
  return (statusFunctions as readonly string[]).includes(name.toLowerCase())
}

const known: readonly Context[] = ['vars', 'env', 'order', 'matrix', 'nodes', 'tests', 'measures', 'relations']

/**
 * Where expressions may stand, and what each place may use. Secrets go only to what runs with them in its environment or
 * hands work to another program: anywhere else they would end up in a warehouse, a fingerprint or a log.
 */
export const places = {
  condition: { words: '`if`', contexts: known },
  with: { words: '`with`', contexts: known },
  env: { words: '`env`', contexts: [...known, 'secrets'] },
  outside: { words: 'what another program is given', contexts: [...known, 'secrets'] },
  answer: { words: 'what is asked of an answer', contexts: [...known, 'secrets', 'response'] },
  image: { words: 'an image', contexts: ['vars', 'env', 'order', 'matrix'] },
  source: { words: 'a source', contexts: ['env'] },
  connection: { words: 'a connection', contexts: ['env', 'secrets'] },
  provider: { words: 'a secret provider', contexts: ['env'] },
  observer: { words: 'an observer', contexts: ['env', 'secrets'] },
  alert: { words: 'an alert', contexts: ['secrets'] },
} as const satisfies Readonly<Record<string, { words: string; contexts: readonly Context[] }>>

export type ExpressionPlace = keyof typeof places

/** What is known of an order before it runs. */
export const orderKeys = ['id', 'date', 'environment'] as const

/** What is known of the answer to a request. */
export const responseKeys = ['status', 'headers', 'body', 'json'] as const

/** What a node's tests come to. */
export const testKeys = ['passed', 'failed', 'warned'] as const
