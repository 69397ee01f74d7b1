import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

export interface AppProcess {
  readonly url: string
  /** Asks it to end, and gives its exit code; null: it had to be killed. */
  stop(): Promise<number | null>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
}

interface Settings {
  readonly app: { readonly id: number; readonly privateKey: string; readonly webhookSecret: string }
  readonly apiUrl: string
  readonly serverUrl: string
  readonly oidcIssuer: string
  readonly data: string
  /** A PostgreSQL in place of the folder. */
  readonly database?: string
  readonly logLevel?: string
}

/** Starts the App as `npm start` does, as a process of its own, and waits until it is ready. */
export async function startAppProcess(settings: Settings): Promise<AppProcess> {
  const { app, apiUrl, serverUrl, oidcIssuer, data, database = '', logLevel = 'info' } = settings
  const child = execa(process.execPath, [fileURLToPath(new URL('../../app/main.ts', import.meta.url))], {
    env: {
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      GITHUB_API_URL: apiUrl,
      GITHUB_SERVER_URL: serverUrl,
      OIDC_ISSUERS: oidcIssuer,
      GALLEY_DATA: data,
      DATABASE_URL: database,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: logLevel,
    },
    stdin: 'ignore',
    buffer: false,
    reject: false,
  })
  const lines: string[] = []
  const ready = new Promise<string>((resolve, reject) => {
    void (async () => {
      for await (const line of child.iterable({ from: 'stdout' })) {
        lines.push(line)
        const entry = JSON.parse(line) as { msg?: string; url?: string }
        if (entry.msg === 'Galley is ready' && entry.url !== undefined) resolve(entry.url)
      }
      reject(
        new Error(`the App ended before it was ready:\n${lines.slice(-10).join('\n')}\n${(await child).shortMessage}`),
      )
    })().catch(reject)
  })
  return {
    url: await ready,
    async stop() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      const { exitCode = null } = await child
      clearTimeout(late)
      return exitCode
    },
    async kill() {
      child.kill('SIGKILL')
      await child
    },
  }
}
