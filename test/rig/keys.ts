import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** Making an RSA key takes long, and tests lose nothing when the rigs of one process share them. */
const made = new Map<string, Promise<KeyPair>>()

export function keyPair(name: 'app' | 'oidc'): Promise<KeyPair> {
  const known = made.get(name) ?? promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  made.set(name, known)
  return known
}

/** As GitHub hands it out: PKCS#1. */
export function pem({ privateKey }: KeyPair): string {
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
}

export function publicJwk({ privateKey }: KeyPair) {
  return createPublicKey(privateKey).export({ format: 'jwk' })
}
