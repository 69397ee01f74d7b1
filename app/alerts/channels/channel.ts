import type { AlertChannel } from '../../../recipes-schema/recipe/types.ts'
import type { Galley } from '../../galley.ts'
import type { RepositoryRef } from '../../orders/order.ts'
import type { Happening } from '../happening.ts'

/** What a channel tells, and in what. */
export interface Telling {
  readonly galley: Galley
  readonly repository: RepositoryRef
  readonly happening: Happening
  /** Equal for the beginning and the end of one thing on one channel, and for every attempt to tell it. */
  readonly key: string
  /** What the channel answered when it told the beginning; null: nothing, or this is the beginning. */
  readonly reference: string | null
}

/**
 * One way to tell people. It answers what it needs to tell the end by, if anything, and throws when it could not tell; then
 * it is asked again, so what it does twice for one key has to be harmless.
 */
export interface Channel<Type extends AlertChannel['type'] = AlertChannel['type']> {
  tell(to: Extract<AlertChannel, { readonly type: Type }>, telling: Telling): Promise<string | null>
}
