import { Hono } from 'hono'
import type { Site } from '../site.ts'

/** GET /_runner/identity?audience=...: where @actions/core asks for a job's identity token. */
export function runnerService(site: Site): Hono {
  return new Hono().get('/_runner/identity', async (context) => {
    const [, shown = ''] = /^bearer (.+)$/i.exec(context.req.header('authorization') ?? '') ?? []
    const identity = site.runner.identities.of(shown)
    if (identity === undefined) return context.json({ message: 'Unauthorized' }, 401)
    const own = `${site.url}/${identity.run.repository.owner.login}`
    const aud = context.req.query('audience') ?? own
    return context.json({ value: await site.oidc.mint({ ...identity.claims, aud }) })
  })
}
