import { exits, Fault } from '../fault.ts'
import { keeper } from './keeper.ts'
import type { Declared, OpenProvider } from './provider.ts'
import { type VaultAnswer, VaultRefusal, vaultClient } from './vault-client.ts'
import { vaultLogin } from './vault-login.ts'

/** The waits before further tries, in milliseconds. */
const waits = [300, 1000, 3000] as const

/**
 * A HashiCorp Vault, or what speaks as one (OpenBao). One login an order, at the first secret; what was read is what it is
 * until the order ends; the token and the leases are renewed while it runs and revoked when it ends.
 */
export const openVault: OpenProvider = (declared, world) => {
  const { name: provider, settings } = declared
  const text = (key: string): string | null => (typeof settings[key] === 'string' ? settings[key] : null)
  const url = text('url') ?? ''
  const client = vaultClient({ provider, url, namespace: text('namespace'), signal: world.signal })
  const keep = keeper()
  const login = vaultLogin({ declared, url, client, keep, world })
  const leases = new Set<string>()
  const plain = text('engine') === 'plain'
  const mount = trimmed(text('mount') ?? 'secret')
  const found = new Map<string, Promise<Readonly<Record<string, unknown>> | null>>()

  const keepLease = (
    { lease_id: id = '', lease_duration: seconds = 0, renewable }: VaultAnswer,
    path: string,
  ): void => {
    if (id === '') return
    leases.add(id)
    if (renewable !== true || seconds <= 0) return
    keep.keep({
      seconds,
      async renew() {
        const request = { method: 'POST', path: 'sys/leases/renew', body: { lease_id: id } } as const
        return (await login.ask({ ...request, waits }))?.lease_duration ?? 0
      },
      lost: (reason) => world.warn(`The lease of ${path} has ended and could not be renewed: ${reason}`),
    })
  }
  const readPath = async (path: string): Promise<Readonly<Record<string, unknown>> | null> => {
    const address = `${mount}/${plain ? '' : 'data/'}${path}`
    const answer = await login.ask({ method: 'GET', path: encoded(address), waits }).catch((error: Error) => {
      throw error instanceof VaultRefusal ? refused(declared, address, error) : error
    })
    if (answer === null) return null
    keepLease(answer, address)
    // A version of a key-value secret that was deleted is there and has no data.
    return (plain ? answer.data : (answer.data?.data as VaultAnswer['data'])) ?? null
  }
  const whereIs = (name: string): { path: string; key: string } => {
    const { keys } = settings
    const [path, key] = (typeof keys === 'object' ? keys[name] : undefined)?.split('#') ?? []
    return path !== undefined && key !== undefined
      ? { path: trimmed(path), key }
      : { path: trimmed(text('path') ?? ''), key: name }
  }
  return {
    placeOf(name) {
      const { path, key } = whereIs(name)
      return path === '' ? `a key ${name} of ${provider}` : `${key} at ${mount}/${path} in ${provider}`
    },
    async read(name) {
      const { path, key } = whereIs(name)
      if (path === '') return null
      const reading = found.get(path) ?? readPath(path)
      found.set(path, reading)
      reading.catch(() => found.delete(path))
      const value = (await reading)?.[key]
      if (value === undefined || value === null || value === '') return null
      return typeof value === 'string' ? value : JSON.stringify(value)
    },
    async close() {
      keep.stop()
      await login.close(leases)
    },
  }
}

function refused({ name }: Declared, address: string, { status, message }: VaultRefusal): Fault {
  const words = status === 403 ? 'may not be read' : `cannot be read (${status})`
  return new Fault(
    'secret.forbidden',
    exits.refused,
    `${address} ${words} of the secret provider ${name}: ${message}.`,
    'Give the role, or the token, a policy that may read it; a wrong namespace or mount looks the same.',
  )
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '')
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
