import { startApp } from './app.ts'
import { readConfig } from './config.ts'

/** Runs the App from an environment until it is told to stop. */
export async function serveApp(env: NodeJS.ProcessEnv): Promise<void> {
  const read = readConfig(env)
  if (!read.ok) {
    console.error(`Galley cannot start:\n${read.faults.map((fault) => `  ${fault}`).join('\n')}`)
    process.exitCode = 2
    return
  }
  const app = await startApp(read.config)
  const stop = () => {
    app.stop().catch((error) => {
      console.error(error)
      process.exitCode = 1
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
