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
