import { refusal } from '../auth/access.ts'
import { type Actor, actorName } from '../auth/actor.ts'
import { authenticate } from '../auth/authenticate.ts'
import { answerFaults, requestFaults } from '../openapi/validate.ts'
import type { Site } from '../site.ts'
import type { Repository } from '../store/records.ts'
import { type Answer, Refusal } from './call.ts'
import { type Match, match } from './router.ts'

export interface Handled {
  readonly answer: Answer
  readonly actor: string
}

/** Answers one REST request as strictly as GitHub, and writes down what broke its rules. */
export async function handleRest(
  site: Site,
  request: { method: string; path: string; query: URLSearchParams; authorization: string | undefined; body: string },
): Promise<Handled> {
  const name = `${request.method} ${request.path}`
  const actor = await authenticate(request.authorization, site.tokens, site.app, site.appPublicKey)
  const who = actor === null ? 'bad credentials' : actorName(actor)
  const violate = (message: string): void => void site.violations.push(`${name}: ${message}`)
  try {
    const answer = await carryOut(site, request, actor, violate)
    return { answer, actor: who }
  } catch (error) {
    if (error instanceof Refusal) return { answer: { status: error.status, body: error.body }, actor: who }
    violate(`the rig failed: ${error instanceof Error ? error.stack : String(error)}`)
    return { answer: { status: 500, body: { message: 'Server Error' } }, actor: who }
  }
}

async function carryOut(
  site: Site,
  request: { method: string; path: string; query: URLSearchParams; body: string },
  actor: Actor | null,
  violate: (message: string) => void,
): Promise<Answer> {
  const found = match(request.method, request.path)
  if (found === null) {
    violate('the rig knows no such route')
    throw new Refusal(404, 'Not Found')
  }
  if (actor === null) throw new Refusal(401, 'Bad credentials')
  const repository = repositoryOf(site, found)
  const refused = refusal(actor, repository, found.route.needs)
  if (refused !== null) {
    if (refused.violation) violate(`${refused.message} (needs ${String(found.route.needs)})`)
    throw new Refusal(refused.status, refused.message)
  }
  const body = parse(request.body)
  const faults = requestFaults(found.operation, request.query, body)
  for (const fault of faults) violate(fault)
  if (faults.length > 0) throw new Refusal(422, `Invalid request.\n\n${faults.join('\n')}`)
  const answer = await found.route.answer({
    site,
    actor,
    path: request.path,
    params: found.params,
    query: request.query,
    body,
    get repository(): Repository {
      if (repository === null) throw new Error(`${request.path} names no repository.`)
      return repository
    },
  })
  for (const fault of answerFaults(found.operation, answer.status, answer.body)) violate(fault)
  return answer
}

function repositoryOf(site: Site, { params }: Match): Repository | null {
  if (params.owner === undefined || params.repo === undefined) return null
  const repository = site.store.repository(params.owner, params.repo)
  if (repository === undefined) throw new Refusal(404, 'Not Found')
  return repository
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
}
