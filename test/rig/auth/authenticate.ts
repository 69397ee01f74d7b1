import type { KeyObject } from 'node:crypto'
import { jwtVerify } from 'jose'
import type { App } from '../store/records.ts'
import type { Actor } from './actor.ts'
import type { Tokens } from './tokens.ts'

/** Whom an Authorization header stands for; null when its credentials are bad. */
export async function authenticate(
  header: string | undefined,
  tokens: Tokens,
  app: App,
  publicKey: KeyObject,
): Promise<Actor | null> {
  const [scheme = '', value = ''] = (header ?? '').split(' ')
  if (header === undefined) return { type: 'anonymous' }
  if (/^basic$/i.test(scheme)) return tokens.actorOf(passwordOf(value))
  if (!/^(bearer|token)$/i.test(scheme)) return null
  const actor = tokens.actorOf(value)
  if (actor !== null) return actor
  return (await isAppToken(value, app, publicKey)) ? { type: 'app', app } : null
}

/** The longest life that GitHub lets an App's own token have, and what clocks may differ by. */
const longest = 10 * 60
const tolerance = 60

async function isAppToken(token: string, app: App, publicKey: KeyObject): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(token, publicKey, { algorithms: ['RS256'], requiredClaims: ['iat', 'exp'] })
    const { iss, iat = 0, exp = 0 } = payload
    const now = Date.now() / 1000
    const ours = iss === String(app.id) || iss === app.clientId
    return ours && iat <= now + tolerance && exp <= now + longest + tolerance && exp - iat <= longest + tolerance
  } catch {
    return false
  }
}

/** Basic credentials: the token is the password, or the user name when there is no password. */
function passwordOf(value: string): string {
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(':')
  return password === '' || password === 'x-oauth-basic' ? user : password
}
