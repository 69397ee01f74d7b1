import { environmentProvider } from '../../recipes-schema/written/keys/secrets.ts'
import { openEnvironment } from './environment.ts'
import { openFiles } from './files.ts'
import type { OpenProvider } from './provider.ts'

/** Every type of secret provider; each is one file. What speaks to a server is loaded when it is needed. */
export const providers: Readonly<Record<string, () => Promise<OpenProvider>>> = {
  [environmentProvider]: async () => openEnvironment,
  files: async () => openFiles,
  vault: async () => (await import('./vault.ts')).openVault,
}
