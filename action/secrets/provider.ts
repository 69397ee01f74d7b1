import type { SecretProvider } from '../../recipes-schema/recipe/types.ts'

/** One place that secrets come from, opened for one order. */
export interface Provider {
  /** The value; null where it has none of that name. Throws a Fault that names the place, never the value. */
  read(name: string): Promise<string | null>
  /** Where it looks for a secret of that name, in words: for whoever has to put it there. */
  placeOf(name: string): string
  /** Gives back whatever it was lent. Never throws, and takes seconds at most. */
  close(): Promise<void>
}

/** What a provider may touch of the world. */
export interface ProviderWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Masks a text wherever it would be shown: tokens and values. */
  readonly mask: (text: string) => void
  /** Tells what went wrong without being anybody's failure. */
  readonly warn: (message: string) => void
  /** Milliseconds since some moment. */
  readonly clock: () => number
}

/** What a project says of a provider. */
export type Declared = Pick<SecretProvider, 'name' | 'type' | 'settings'>

/** Opens a provider of one type; its settings are evaluated. Asks nothing yet. */
export type OpenProvider = (provider: Declared, world: ProviderWorld) => Provider
