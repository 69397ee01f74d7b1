import { openVariables } from '../run/open-variables.ts'
import type { OpenProvider } from './provider.ts'

/** Environment variables: what a workflow hands over of GitHub's secrets, and what a shell has set. */
export const openEnvironment: OpenProvider = (_provider, { env }) => {
  const open = openVariables(env)
  return {
    read: async (name) => open[name] || null,
    placeOf: (name) => `the environment variable ${name}`,
    close: async () => undefined,
  }
}
