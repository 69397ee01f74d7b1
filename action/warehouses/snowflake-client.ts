import type { Connection, RowStatement, SnowflakeError } from 'snowflake-sdk'
import { exits, Fault } from '../fault.ts'
import { loadDriver } from './driver.ts'
import lock from './snowflake-lock.json' with { type: 'json' }
import type { SnowflakeStatement } from './snowflake-text.ts'
import { plainRow } from './snowflake-values.ts'
import type { Row } from './warehouse.ts'

/** How an account is spoken to. */
export interface SnowflakeAddress {
  readonly account: string
  readonly user: string
  readonly password: string | null
  /** A private key in PEM, in place of a password. */
  readonly privateKey: string | null
  /** A programmatic access token, in place of both. */
  readonly token: string | null
  /** The virtual warehouse and the role; null: the user's own. */
  readonly warehouse: string | null
  readonly role: string | null
  readonly database: string
  /** Where the service is, when not where the account's name says. */
  readonly url: string | null
}

/** What the service says of a statement that failed. */
export class SnowflakeFailure extends Error {
  /** The service's number, e.g. 904 for a name that is not known. */
  readonly code: number
  /** Where in the statement that was sent; null: nowhere. */
  readonly place: { readonly line: number; readonly column: number } | null
  readonly statement: SnowflakeStatement
  /** As it was before it became Snowflake's. */
  readonly written: string
  constructor(
    error: { readonly message: string; readonly code?: string | number },
    statement: SnowflakeStatement,
    written: string,
  ) {
    const said = error.message.replace(/^\d+ \(\w+\): /, '').replace(/^SQL compilation error:\s*/, '')
    const [whole, line, position] = /^(?:syntax )?error line (\d+) at position (\d+)\s*/.exec(said) ?? []
    super(whole === undefined ? said : said.slice(whole.length))
    this.code = Number(error.code)
    this.place = line === undefined ? null : { line: Number(line), column: Number(position) + 1 }
    this.statement = statement
    this.written = written
  }
}

/** What a cancelled statement ends with; 604 is the service's own number for it. */
export function cancelled(statement: SnowflakeStatement, written: string): SnowflakeFailure {
  return new SnowflakeFailure({ message: 'The statement was cancelled.', code: 604 }, statement, written)
}

/**
 * Whether Snowflake is away or the session gone, and not the statement wrong. By the driver's numbers 401 and 402 begin those of
 * the network, 405 to 408 those of connections; 39011x are the service's for sessions that have ended. Without a number
 * there was no answer.
 */
export function isLost({ code }: { readonly code?: string | number }): boolean {
  return code === undefined || /^(40[1-25-8]\d{3}|39011\d)$/.test(String(code))
}

/** One connection, on which one statement runs at a time. */
export interface SnowflakeClient {
  run(statement: SnowflakeStatement, written: string, tag: string): { readonly rows: Promise<Row[]>; cancel(): void }
  close(): Promise<void>
}

/** The service tells times to the nanosecond and in UTC, in forms that are read back the same. */
const settings = `ALTER SESSION SET TIMEZONE = 'UTC' DATE_OUTPUT_FORMAT = 'YYYY-MM-DD' TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF6'
  TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6' TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6'
  TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6' TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6TZH:TZM'
  BINARY_OUTPUT_FORMAT = 'HEX' BINARY_INPUT_FORMAT = 'HEX' QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE`

/** Connects. The SDK is loaded here, and only here: it is large. */
export async function connectSnowflake(address: SnowflakeAddress): Promise<SnowflakeClient> {
  const sdk = (await loadDriver(lock, 'commonjs')) as typeof import('snowflake-sdk')
  // It would write a file of its own beside the work.
  sdk.configure({ logLevel: 'OFF', additionalLogToConsole: false })
  const connection = await opened(sdk, address)
  const client = clientOf(connection)
  const statement = { text: settings, binds: [], originOf: (offset: number) => offset }
  await client.run(statement, settings, 'galley').rows
  return client
}

async function opened(sdk: typeof import('snowflake-sdk'), address: SnowflakeAddress): Promise<Connection> {
  try {
    const connection = sdk.createConnection({
      account: address.account,
      username: address.user,
      database: address.database,
      application: 'Galley',
      // Its own seven tries take more than a minute; whoever finds nobody tries again with the order.
      sfRetryMaxLoginRetries: 3,
      // Else a number that is NULL comes as the text NULL.
      representNullAsStringNull: false,
      ...(address.warehouse === null ? {} : { warehouse: address.warehouse }),
      ...(address.role === null ? {} : { role: address.role }),
      ...(address.url === null ? {} : { accessUrl: address.url }),
      ...secretOf(address),
    })
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    return connection
  } catch (error) {
    throw refused(address, error as SnowflakeError)
  }
}

function secretOf({ password, privateKey, token }: SnowflakeAddress): object {
  if (token !== null) return { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token }
  if (privateKey !== null) return { authenticator: 'SNOWFLAKE_JWT', privateKey }
  return { password: password ?? '' }
}

function refused({ account }: SnowflakeAddress, error: SnowflakeError): Fault {
  if (isLost(error)) return lost(error)
  const message = `Snowflake's account ${account} does not let us in: ${error.message}`
  return new Fault(
    'warehouse.open',
    exits.world,
    message,
    'Look at the user, and at the password, the key or the token.',
  )
}

function lost(error: Error): Fault {
  const message = `Snowflake cannot be reached: ${error.message}`
  return new Fault('warehouse.lost', exits.world, message, 'Is the account right, and the service up? Try again.')
}

function clientOf(connection: Connection): SnowflakeClient {
  return {
    run(statement, written, tag) {
      let running: RowStatement | undefined
      let refuse: (error: Error) => void = () => undefined
      const rows = new Promise<Row[]>((resolve, reject) => {
        refuse = reject
        running = connection.execute({
          sqlText: statement.text,
          binds: [...statement.binds] as never,
          // Numbers beyond 2^53 and moments would not come through otherwise.
          fetchAsString: ['Number', 'Boolean', 'Date', 'JSON', 'Buffer'],
          parameters: { QUERY_TAG: tag, MULTI_STATEMENT_COUNT: 1 },
          complete(error, done, found) {
            if (error) reject(isLost(error) ? lost(error) : new SnowflakeFailure(error, statement, written))
            else resolve((found ?? []).map((row) => plainRow(row as Record<string, unknown>, done.getColumns() ?? [])))
          },
        })
      })
      return {
        rows,
        cancel() {
          // Nobody waits for the service to have ended it.
          running?.cancel(() => undefined)
          refuse(cancelled(statement, written))
        },
      }
    },
    close: () => new Promise<void>((resolve) => connection.destroy(() => resolve())),
  }
}
