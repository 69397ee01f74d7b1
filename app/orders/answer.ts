/** How a request of a runner ended, in the terms of the endpoints' contract. */
export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal

export interface Refusal {
  readonly ok: false
  readonly status: 401 | 403 | 404 | 409 | 422 | 425
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

export function refuse(status: Refusal['status'], code: string, message: string, hint: string | null = null): Refusal {
  return { ok: false, status, code, message, hint }
}
