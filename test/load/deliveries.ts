import { createHmac, randomUUID } from 'node:crypto'
import { repository } from '../app/support/orders.ts'

/** A signed webhook, ready to be sent. */
export interface Delivery {
  readonly id: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** The comment whose command it brings; null: it brings none. */
  readonly command: number | null
}

/** A comment on a pull request; every `every`th of them is a command, each of somebody else. */
export function comment(number: number, every: number, secret: string): Delivery {
  const isCommand = number % every === 0
  const payload = {
    action: 'created',
    issue: { number: 1 + (number % 50), pull_request: {} },
    comment: { id: 1_000_000 + number, body: isCommand ? '/kitchen help' : 'Looks good to me.' },
    repository: {
      id: repository.id,
      name: repository.name,
      default_branch: 'main',
      owner: { id: repository.ownerId, login: repository.owner },
    },
    installation: { id: repository.installationId },
    sender: { login: `reader-${number}`, type: 'User' },
  }
  const id = randomUUID()
  const body = JSON.stringify(payload)
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': id,
    'x-github-event': 'issue_comment',
    'x-hub-signature-256': `sha256=${signature}`,
  }
  return { id, body, headers, command: isCommand ? payload.comment.id : null }
}

/** Sends it once; null: nobody answered. Gives the status. */
export async function send(url: string, { body, headers }: Delivery): Promise<number | null> {
  try {
    const answer = await fetch(`${url}/api/github/webhooks`, { method: 'POST', body, headers })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return null
  }
}

/** Another order of the same things, by a seed. */
export function shuffled<T>(all: readonly T[], seed: number): T[] {
  const copy = [...all]
  let state = seed
  for (let at = copy.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = state % (at + 1)
    ;[copy[at], copy[other]] = [copy[other] as T, copy[at] as T]
  }
  return copy
}
