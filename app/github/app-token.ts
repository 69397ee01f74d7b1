import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'

/** Signs as the App itself: good for ten minutes at most, dated back a minute for clocks that differ. */
export function appTokens(appId: number, privateKey: string): () => Promise<string> {
  // Node reads PKCS#1, which is what GitHub hands out, as well as PKCS#8.
  const key = createPrivateKey(privateKey)
  return () =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuedAt('-60s')
      .setExpirationTime('9m')
      .setIssuer(String(appId))
      .sign(key)
}
