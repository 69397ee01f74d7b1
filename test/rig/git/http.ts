import { execa } from 'execa'
import { mayPush, refusal } from '../auth/access.ts'
import { type Actor, accountOf, actorName } from '../auth/actor.ts'
import { authenticate } from '../auth/authenticate.ts'
import { changingRefs } from '../changes/refs-changed.ts'
import type { Site } from '../site.ts'
import type { Repository } from '../store/records.ts'
import { answerGit } from './backend.ts'
import { gitEnvironment } from './git.ts'

/** Clone, fetch and push at /OWNER/NAME.git, and without the .git. */
export async function answerRepository(site: Site, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const [, owner = '', name = '', rest = ''] = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/.*)$/.exec(url.pathname) ?? []
  const service = rest === '/info/refs' ? url.searchParams.get('service') : rest.slice(1)
  const repository = site.store.repository(owner, name)
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return new Response('Not Found', { status: 404 })
  const header = request.headers.get('authorization') ?? undefined
  const actor = await authenticate(header, site.tokens, site.app, site.appPublicKey)
  const pushes = service === 'git-receive-pack'
  if (actor === null || repository === undefined || !mayEnter(actor, repository, pushes)) {
    return refuse(actor, repository !== undefined && actor !== null && mayEnter(actor, repository, false))
  }
  const answer = (): Promise<Response> =>
    answerGit({
      bare: repository.bare,
      path: rest,
      method: request.method,
      query: url.search.slice(1),
      headers: request.headers,
      body: request.body,
      user: pushes ? actorName(actor) : null,
    })
  const account = accountOf(actor)
  if (rest !== '/git-receive-pack' || account === null) return answer()
  return changingRefs(site, repository, account, answer)
}

/** GET /_codeload/ID/tar.gz/SHA: where the API sends those who want an archive. */
export async function answerCodeload(site: Site, { id, sha }: { id: string; sha: string }): Promise<Response> {
  const repository = site.store.repositories.get(Number(id))
  if (repository === undefined || !/^[0-9a-f]{40}$/.test(sha)) return new Response('Not Found', { status: 404 })
  const prefix = `${repository.owner.login}-${repository.name}-${sha.slice(0, 7)}/`
  const { stdout } = await execa('git', ['archive', '--format=tar.gz', `--prefix=${prefix}`, sha], {
    cwd: repository.bare,
    env: gitEnvironment,
    extendEnv: false,
    encoding: 'buffer',
  })
  return new Response(new Uint8Array(stdout), { headers: { 'content-type': 'application/x-gzip' } })
}

function mayEnter(actor: Actor, repository: Repository, pushes: boolean): boolean {
  return pushes ? mayPush(actor, repository) : refusal(actor, repository, ['contents:read']) === null
}

/** Git asks for credentials after a 401 alone; who has shown some learns that they do not do, if he may know of it at all. */
function refuse(actor: Actor | null, reads: boolean): Response {
  if (actor === null || actor.type === 'anonymous') {
    return new Response('Authentication required', {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="GitHub"' },
    })
  }
  return reads ? new Response('Permission denied', { status: 403 }) : new Response('Not Found', { status: 404 })
}
