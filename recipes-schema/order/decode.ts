import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { Report } from '../report/types.ts'
import { claimAnswer, claimRequest, eventBatch, receipt, report } from './schemas.ts'
import type { ClaimAnswer, ClaimRequest, EventBatch, Receipt } from './types.ts'

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: 'message.invalid'; readonly message: string } }

/** Whatever crosses between the Action and the App passes one of these: a cast is not a boundary. */
export const decodeClaimRequest = decoder<ClaimRequest>('claim', claimRequest)
export const decodeClaimAnswer = decoder<ClaimAnswer>('answer to a claim', claimAnswer)
export const decodeEventBatch = decoder<EventBatch>('batch of events', eventBatch)
export const decodeReceipt = decoder<Receipt>('receipt', receipt)
export const decodeReport = decoder<Report>('report', report)

const ajv = new Ajv({ allErrors: false, allowUnionTypes: true })

function decoder<T>(name: string, schema: object): (value: unknown) => Decoded<T> {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= ajv.compile(schema)
    if (validate(value)) return { ok: true, value: value as T }
    return {
      ok: false,
      error: { code: 'message.invalid', message: `This is no ${name}: ${words(validate.errors?.[0])}.` },
    }
  }
}

function words(error: ErrorObject | undefined): string {
  const at = error?.instancePath || 'it'
  const extra = error?.keyword === 'additionalProperties' ? ` ("${String(error.params.additionalProperty)}")` : ''
  return `${at} ${error?.message ?? 'is not valid'}${extra}`
}
