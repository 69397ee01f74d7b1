import type { WrittenProject } from '../written/types.ts'

/** As what a project is read: which of its values count where it leaves a choice. */
export interface Choice {
  /** Whose `variables` in galley.yaml count. */
  readonly environment: 'production' | 'kitchen'
  /** The variation of the recipes that have it; null for none. */
  readonly variation: string | null
  /** Values that came with the order, as texts: `--var NAME=VALUE`. */
  readonly variables: Readonly<Record<string, string>>
}

export const noChoice: Choice = { environment: 'production', variation: null, variables: {} }

/** What of a choice recipes depend on: an environment without variables of its own reads them as any other. */
export function decisive(
  { environment, ...rest }: Choice,
  { environments }: Pick<WrittenProject, 'environments'>,
): Omit<Choice, 'environment'> & { readonly environment: Choice['environment'] | null } {
  const varies = Object.keys(environments[environment]?.variables ?? {}).length > 0
  return { ...rest, environment: varies ? environment : null }
}
