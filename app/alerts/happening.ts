import type { AlertEvent } from '../../recipes-schema/recipe/types.ts'

/** Something that people asked to be told of. */
export interface Happening {
  readonly event: AlertEvent
  /**
   * raised: it began, and is told once until it is over. over: it is well again, told where it was told that it began.
   * news: it has no end.
   */
  readonly state: 'raised' | 'over' | 'news'
  /** What it is about; equal for what belongs together, such as a signal and its end. */
  readonly subject: string
  /** Whose own alerts hear of it too. */
  readonly recipes: readonly string[]
  /** One line of plain text. */
  readonly title: string
  /** Plain text: what it means and what to do. */
  readonly text: string
  readonly url: string | null
  /** ISO 8601. */
  readonly at: string
}
