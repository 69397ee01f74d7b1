interface Where {
  readonly method?: string
  /** Matched against the path below the REST root. */
  readonly path: RegExp
  /** How many requests it hits; 1 when not given. */
  readonly times?: number
}

/** Something that goes wrong on purpose. */
export type Fault = Where &
  (
    | { readonly kind: '429' | '403-secondary'; readonly retryAfter?: number }
    /** Answered without doing anything. */
    | { readonly kind: '500' | '502' }
    | { readonly kind: 'delay'; readonly ms: number }
    /** The connection ends before anything is done, or after it was done and before the answer. */
    | { readonly kind: 'drop-before' | 'drop-after' }
  )

export type Faults = ReturnType<typeof createFaults>

/** The faults that wait for their requests, in the order in which they were added. */
export function createFaults() {
  const waiting: { fault: Fault; left: number }[] = []
  return {
    add(fault: Fault): void {
      waiting.push({ fault, left: fault.times ?? 1 })
    },

    clear(): void {
      waiting.length = 0
    },

    /** The first fault that this request runs into, used up by that. */
    take(method: string, path: string): Fault | null {
      const hit = waiting.find(
        ({ fault, left }) =>
          left > 0 && (fault.method === undefined || fault.method === method) && path.search(fault.path) >= 0,
      )
      if (hit === undefined) return null
      hit.left -= 1
      return hit.fault
    },
  }
}

/** The answer of a fault that answers; null for the others. */
export function faultResponse(fault: Fault): Response | null {
  switch (fault.kind) {
    case '429':
    case '403-secondary': {
      const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
      const headers = { 'retry-after': String(fault.retryAfter ?? 1) }
      return Response.json({ message }, { status: fault.kind === '429' ? 429 : 403, headers })
    }
    case '500':
      return Response.json({ message: 'Server Error' }, { status: 500 })
    case '502':
      return new Response('<html><body>502 Bad Gateway</body></html>', { status: 502 })
    default:
      return null
  }
}
