import type { Needs } from '../auth/access.ts'
import type { Actor } from '../auth/actor.ts'
import { accountOf } from '../auth/actor.ts'
import type { Site } from '../site.ts'
import type { Account, Repository } from '../store/records.ts'

/** One request that is known, allowed and well-formed. */
export interface Call {
  readonly site: Site
  readonly actor: Actor
  /** Below the REST root, without the query. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** As the operation's schema says, which has been checked. */
  readonly body: unknown
  /** Of the path's owner and repo; an exception on paths without them. */
  readonly repository: Repository
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** One operation of GitHub's REST API. Method and path are those of its OpenAPI description. */
export interface Route {
  readonly operation: string
  readonly needs: Needs
  readonly answer: (call: Call) => Answer | Promise<Answer>
}

/** An answer that says no. */
export class Refusal extends Error {
  readonly status: number
  readonly body: object
  constructor(status: number, message: string, errors?: readonly object[]) {
    super(message)
    this.status = status
    this.body = {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    }
  }
}

export function ok(body: unknown, status = 200): Answer {
  return { status, body }
}

/** The value, or 404 when there is none. */
export function found<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Refusal(404, 'Not Found')
  return value
}

/** 422 in the way that GitHub says which member is wrong. */
export function invalid(resource: string, field: string, code: string, message?: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, field, code, ...(message ? { message } : {}) }])
}

/** The members of a body, as its schema promises them. */
export function bodyOf<T>(call: Call): T {
  return (call.body ?? {}) as T
}

/** Who is shown as having done it. */
export function senderOf(call: Call): Account {
  const account = accountOf(call.actor)
  if (account === null) throw new Refusal(401, 'Requires authentication')
  return account
}
