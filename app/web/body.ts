import { bodyLimit } from 'hono/body-limit'
import { errorAnswer } from './errors.ts'

/** Refuses larger bodies while they are read, whatever their headers claim. `limit` in bytes. */
export function atMost(limit: number) {
  const mb = Math.round(limit / 1_000_000)
  return bodyLimit({
    maxSize: limit,
    onError: (context) => errorAnswer(context, 413, 'too_large', `The body is above ${mb} MB.`),
  })
}

/** The body as JSON, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
