import { createHash } from 'node:crypto'

/**
 * A UUID of version 7 whose time is the order's and whose other bits are a hash: equal for the same order, carried out at
 * the same time, and the same part of it. (RFC 9562; OpenLineage's own clients make them so.)
 */
export function runId({ id, started }: { readonly id: string; readonly started: Date }, part: string): string {
  const bytes = createHash('sha256').update(`${id}\n${started.toISOString()}\n${part}`).digest().subarray(0, 16)
  bytes.writeUIntBE(started.getTime(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
