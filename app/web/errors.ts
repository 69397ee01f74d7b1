import type { Context } from 'hono'
import type { Refusal } from '../orders/answer.ts'

type ErrorStatus = Refusal['status'] | 400 | 413 | 500 | 503

/** The one shape of every error that leaves the App. */
export function errorAnswer(
  context: Context,
  status: ErrorStatus,
  code: string,
  message: string,
  hint: string | null = null,
): Response {
  return context.json({ schema_version: 1, error: { code, message, hint } }, status)
}
