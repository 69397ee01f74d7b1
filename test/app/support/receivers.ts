import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { SMTPServer } from 'smtp-server'

export interface Received {
  readonly path: string
  readonly key: string
  readonly body: Record<string, unknown>
}

export interface Receiver<T> {
  readonly url: string
  readonly received: T[]
  stop(): Promise<void>
}

/** A server that takes alerts; `answers` has the statuses that a path answers first, before it takes them with 200. */
export async function startReceiver(
  answers: ReadonlyMap<string, number[]> = new Map(),
): Promise<Receiver<Received> & { readonly refused: string[] }> {
  const received: Received[] = []
  const refused: string[] = []
  const app = new Hono().post('/:path', async (context) => {
    const path = context.req.param('path')
    const status = answers.get(path)?.shift()
    if (status !== undefined) {
      refused.push(path)
      return new Response(null, { status, headers: { location: '/elsewhere' } })
    }
    received.push({ path, key: context.req.header('idempotency-key') ?? '', body: await context.req.json() })
    return context.text('ok')
  })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        received,
        refused,
        stop: () => new Promise((done) => server.close(() => done())),
      }),
    )
  })
}

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** As it came: headers, an empty line, text. */
  readonly raw: string
}

/** A mail server that takes mail of one user. */
export async function startMailServer(user: string, password: string): Promise<Receiver<Mail>> {
  const received: Mail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password: given }, _session, done) =>
      username === user && given === password ? done(null, { user }) : done(new Error('Who are you?')),
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: `${Buffer.concat(parts)}` })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  return {
    url: `smtp://${user}:${password}@127.0.0.1:${port}`,
    received,
    stop: () => new Promise((done) => server.close(done)),
  }
}
