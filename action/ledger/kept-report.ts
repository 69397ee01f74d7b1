import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Report } from '../../recipes-schema/report/types.ts'

/**
 * A report as the ledger keeps it: deflated, in base64. As plain text the reports of a hundred orders over five hundred
 * nodes are ten megabytes, which an engine may write anew with each order.
 */
export function packReport(report: Report): string {
  return deflateRawSync(JSON.stringify(report)).toString('base64')
}

/** What was packed; a report from before they were is plain. Empty: the order has not ended, or was cut short. */
export function unpackReport(kept: string): unknown {
  if (kept === '') return null
  return JSON.parse(kept.startsWith('{') ? kept : inflateRawSync(Buffer.from(kept, 'base64')).toString('utf8'))
}
