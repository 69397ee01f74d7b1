import { NodeFailure } from '../nodes/node.ts'

/** The options of a dbt node, evaluated. */
export interface DbtOptions {
  /** Its folder, from the recipe's. */
  readonly project: string
  readonly select?: string
  readonly exclude?: string
  readonly target?: string
  readonly vars?: Readonly<Record<string, unknown>>
  /** The models whose relations are outputs. */
  readonly outputs?: Readonly<Record<string, string>>
}

/** What `dbt` is told each time: events as JSON, nothing sent home, nothing asked. */
export const usualArgs = [
  ...['--log-format', 'json', '--log-level', 'debug', '--log-level-file', 'none'],
  ...['--no-use-colors', '--no-version-check', '--no-send-anonymous-usage-stats'],
]

export function buildArgs({ select, exclude, target, vars }: DbtOptions): string[] {
  return [
    'build',
    ...option('select', select),
    ...option('exclude', exclude),
    ...option('target', target),
    ...(vars === undefined ? [] : ['--vars', JSON.stringify(vars)]),
  ]
}

function option(name: string, value: string | undefined): string[] {
  if (value === undefined || value === '') return []
  if (value.startsWith('-')) throw new NodeFailure('dbt.usage', `\`${name}: ${value}\` looks like an option of dbt.`)
  return [`--${name}`, value]
}
