import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exits, Fault } from '../fault.ts'
import type { OpenProvider } from './provider.ts'

/** Names that stay within the folder. */
const fileName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

/** A folder in which each file is a secret, as Docker and Kubernetes mount them; a line end at the end is none of it. */
export const openFiles: OpenProvider = ({ name: provider, settings }) => {
  const folder = String(settings.folder)
  const placeOf = (name: string): string => `the file ${join(folder, name)}`
  return {
    placeOf,
    async read(name) {
      if (!fileName.test(name)) return null
      try {
        return (await readFile(join(folder, name), 'utf8')).replace(/\r?\n$/, '') || null
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
        const said = code === 'EACCES' || code === 'EPERM' ? 'may not be read' : `cannot be read (${code})`
        const message = `The secret ${name} cannot be had of ${provider}: ${placeOf(name)} ${said}.`
        throw new Fault('secret.forbidden', exits.world, message, 'Let whoever runs Galley read it.')
      }
    },
    close: async () => undefined,
  }
}
