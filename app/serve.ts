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
  const starting = startApp(read.config)
  let isStopping = false
  const stop = () => {
    // Whoever says it twice does not want to wait.
    if (isStopping) process.exit(1)
    isStopping = true
    starting
      .then((app) => app.stop())
      .catch((error) => {
        console.error(error)
        process.exitCode = 1
      })
  }
  // Before it says that it is ready: whoever reads that may tell it to end at once.
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  await starting
}
