import { randomBytes } from 'node:crypto'
import type { Actor, InstallationActor } from './actor.ts'

export type Tokens = ReturnType<typeof createTokens>

/** The tokens that were handed out, and whom they stand for. */
export function createTokens() {
  const known = new Map<string, { readonly actor: Actor; readonly expiresAt: number }>()
  return {
    issuePersonal(actor: Actor): string {
      const token = `ghp_${randomBytes(27).toString('base64url')}`
      known.set(token, { actor, expiresAt: Number.POSITIVE_INFINITY })
      return token
    },

    /** As long as GitHub's are now: programs must not count on forty characters. */
    issueInstallation(actor: InstallationActor, expiresAt: Date): string {
      const part = (bytes: number): string => randomBytes(bytes).toString('base64url')
      const token = `ghs_${part(60)}.${part(280)}.${part(32)}`
      known.set(token, { actor, expiresAt: expiresAt.getTime() })
      return token
    },

    revoke: (token: string): boolean => known.delete(token),

    /** Null for tokens that nobody issued, were revoked or are over. */
    actorOf(token: string): Actor | null {
      const found = known.get(token)
      return found === undefined || found.expiresAt <= Date.now() ? null : found.actor
    },
  }
}
