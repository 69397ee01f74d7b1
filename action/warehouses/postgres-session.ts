import type pg from 'pg'
import { offsetOfPosition } from '../../recipes-schema/sql/places.ts'
import { exits, Fault } from '../fault.ts'
import type { Parameters, Row, Session, StatementPlace, Value } from './warehouse.ts'

/** What every session begins with, so that texts of values, and with them checksums, are the same everywhere. */
export const pinned =
  '-c DateStyle=ISO,YMD -c IntervalStyle=postgres -c TimeZone=UTC -c extra_float_digits=1 -c bytea_output=hex'

const places = new WeakMap<Error, StatementPlace>()

/** Where the text of a failed statement went wrong. */
export function placeOf(error: Error): StatementPlace | null {
  return places.get(error) ?? null
}

/** A client's session. `cancel` asks the server, on another connection, to end what this one runs. */
export function sessionOf(
  client: pg.PoolClient,
  options: { singly: boolean; cancel: (process: number) => Promise<void>; close: (destroy: boolean) => void },
): Session {
  const process = (client as unknown as { processID: number }).processID
  let state: 'open' | 'closed' = 'open'
  let cancelling = false
  let broken = false
  const tooLong = watchNames(client)
  return {
    async rows<R extends Row>(sql: string, parameters?: Parameters): Promise<R[]> {
      tooLong.forget()
      const rows = await run<R>(client, sql, parameters, options.singly).catch((error: Error) => {
        broken ||= error instanceof Fault
        throw error
      })
      tooLong.check()
      return rows
    },
    interrupt() {
      if (state === 'closed' || cancelling) return
      cancelling = true
      void options
        .cancel(process)
        .catch(() => undefined)
        .finally(() => {
          cancelling = false
          // The session was given back meanwhile: its next user must not be hit.
          if (state === 'closed') options.close(true)
        })
    },
    close() {
      if (state === 'closed') return
      state = 'closed'
      tooLong.stop()
      if (!cancelling) options.close(broken)
    },
  }
}

async function run<R extends Row>(
  client: pg.ClientBase,
  sql: string,
  parameters: Parameters | undefined,
  singly: boolean,
): Promise<R[]> {
  try {
    // In the extended protocol a text is one statement: none can bring a second one along.
    const extended = singly || parameters !== undefined
    const query = extended ? { text: sql, values: [...(parameters ?? [])], queryMode: 'extended' } : { text: sql }
    const result = await client.query<R>({ ...query, types })
    // Several statements give several results; the last one is the answer.
    return (Array.isArray(result) ? (result.at(-1) as pg.QueryResult<R>) : result).rows
  } catch (error) {
    throw explained(error as Error, sql)
  }
}

function explained(error: Error, sql: string): Error {
  if (isLost(error)) return lost(error)
  const position = Number((error as pg.DatabaseError).position)
  if (Number.isInteger(position) && position > 0)
    places.set(error, { statement: sql, offset: offsetOfPosition(sql, position) })
  return error
}

/** The connection went away, or never came about: nothing is wrong with the statement. */
export function isLost(error: Error): boolean {
  const { code } = error as { code?: string }
  if (code === undefined)
    return /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(error.message)
  return /^(08|57P0|53300|E[A-Z]+$)/.test(code)
}

export function lost(error: Error): Fault {
  const message = `PostgreSQL cannot be reached: ${error.message || (error as { code?: string }).code}.`
  return new Fault('warehouse.lost', exits.world, message, 'Is the server up? Try again.')
}

/** PostgreSQL cuts names that are too long and only remarks on it: that would be another column than the one meant. */
function watchNames(client: pg.ClientBase): { forget(): void; check(): void; stop(): void } {
  let remark: string | null = null
  const hear = ({ code, message }: { code?: string | undefined; message?: string | undefined }): void => {
    if (code === '42622') remark = message ?? ''
  }
  client.on('notice', hear)
  return {
    forget() {
      remark = null
    },
    check() {
      if (remark !== null) throw new Error(`a name is longer than 63 bytes: ${remark}`)
    },
    stop: () => client.removeListener('notice', hear),
  }
}

/** The object ids of the types that are no text for us. */
const [bool, int8, int2, int4, oid, float4, float8, timestamp, timestamptz] = [16, 20, 21, 23, 26, 700, 701, 1114, 1184]
const parse: Readonly<Record<number, (text: string) => Value>> = {
  [bool ?? 0]: (text) => text === 't',
  [int8 ?? 0]: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text),
  ...Object.fromEntries([int2, int4, oid, float4, float8].map((type) => [type, Number])),
  ...Object.fromEntries([timestamp, timestamptz].map((type) => [type, (text: string) => text.replace(' ', 'T')])),
}
const types = { getTypeParser: (type: number) => parse[type] ?? ((text: string) => text) } as pg.CustomTypesConfig
