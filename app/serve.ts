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
  let stopping = false
  const stop = () => {
    // Whoever says it twice does not want to wait.
    if (stopping) process.exit(1)
    stopping = true
    app.stop().catch((error) => {
      console.error(error)
      process.exitCode = 1
    })
  }
  // They stay: a listener that is gone once it was called lets others take the signal for one that nobody listens to.
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
