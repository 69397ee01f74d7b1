import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits for the run that claimed an order. Only the hash is kept. */
export function newRunToken(): { token: string; hash: string } {
  const token = `galley_run_${randomBytes(32).toString('base64url')}`
  return { token, hash: hashOf(token) }
}

/** Takes as long for a wrong token as for a right one. */
export function isRunToken(token: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(token), 'hex'), Buffer.from(hash, 'hex'))
}

function hashOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}
