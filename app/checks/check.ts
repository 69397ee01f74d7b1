/** What a person sees of a check run. Texts are Markdown within GitHub's limits. */
export interface CheckOutput {
  readonly title: string
  readonly summary: string
  readonly text: string | null
  readonly annotations: readonly Annotation[]
  readonly images: readonly Image[]
}

export interface Annotation {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly level: 'notice' | 'warning' | 'failure'
  readonly title: string
  readonly message: string
}

export interface Image {
  readonly alt: string
  readonly url: string
  readonly caption: string
}

/** A button below a completed check. */
export interface CheckAction {
  /** At most 20 characters. */
  readonly label: string
  /** At most 40. */
  readonly description: string
  /** At most 20. */
  readonly identifier: string
}

export type Conclusion = 'success' | 'neutral' | 'failure' | 'cancelled' | 'action_required'

export interface Check {
  readonly name: string
  /** The order's id, or what else the check is about: it is found again by this. */
  readonly externalId: string
  /** Null while it is in progress. */
  readonly conclusion: Conclusion | null
  readonly detailsUrl: string | null
  readonly output: CheckOutput
  readonly actions: readonly CheckAction[]
}

export const planName = 'galley / plan'
export const gateName = 'galley / gate'
export const chartsName = 'galley / charts'

/** A recipe's own check. */
export function recipeCheckName(recipe: string): string {
  return `galley / ${recipe}`
}

/** "Run again" below a check that is over; answered by the webhook for requested actions. */
export const runAgain: CheckAction = {
  label: 'Run again',
  description: 'Plan again and run the change again',
  identifier: 'run',
}

/** Answered as `/kitchen accept all` is. */
export const acceptSignals: CheckAction = {
  label: 'Accept signals',
  description: 'The new values are what is meant',
  identifier: 'accept',
}

/** Answered as `/kitchen promote` is. */
export const promoteNow: CheckAction = {
  label: 'Promote',
  description: 'Merge this very commit into production',
  identifier: 'promote',
}

/** Answered as `/kitchen approve` of the check's commit is. */
export const approveFork: CheckAction = {
  label: 'Approve fork',
  description: 'Let exactly this commit run',
  identifier: 'approve',
}
