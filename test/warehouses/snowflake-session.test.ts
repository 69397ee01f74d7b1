import { describe, expect, it } from 'vitest'
import { exits, Fault } from '../../action/fault.ts'
import { connectSnowflake, isLost, type SnowflakeClient } from '../../action/warehouses/snowflake-client.ts'
import { snowflakePool } from '../../action/warehouses/snowflake-pool.ts'
import { sessionOf } from '../../action/warehouses/snowflake-session.ts'
import type { Row } from '../../action/warehouses/warehouse.ts'

/** A connection as strict as Snowflake's driver: one statement at a time, none after its end. */
function connection() {
  const said: string[] = []
  const state = { busy: false, closed: false }
  let answer: (rows: Row[]) => void = () => undefined
  let refuse: (error: Error) => void = () => undefined
  const client: SnowflakeClient = {
    run({ text }, _, tag) {
      if (state.busy || state.closed)
        throw new Error(`${text} on a connection that is ${state.busy ? 'busy' : 'closed'}`)
      said.push(`${tag}: ${text}`)
      state.busy = true
      const rows = new Promise<Row[]>((resolve, reject) => {
        answer = resolve
        refuse = reject
      }).finally(() => {
        state.busy = false
      })
      return { rows, cancel: () => refuse(new Error('The statement was cancelled.')) }
    },
    async close() {
      state.closed = true
    },
  }
  return { client, said, state, answer: (rows: Row[]) => answer(rows), fail: (error: Error) => refuse(error) }
}

function bench() {
  const made: ReturnType<typeof connection>[] = []
  const pool = snowflakePool(async () => {
    const one = connection()
    made.push(one)
    return one.client
  })
  return { made, pool, session: sessionOf(pool, 'order-1 a') }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a session of Snowflake', () => {
  it('uses a connection again, and tags what it says', async () => {
    const { made, session } = bench()
    for (const n of [1, 2]) {
      const rows = session.rows(`SELECT ${n}`)
      await turn()
      made[0]?.answer([{ n }])
      expect(await rows).toEqual([{ n }])
    }
    expect(made.map(({ said }) => said)).toEqual([['galley order-1 a: SELECT 1', 'galley order-1 a: SELECT 2']])
  })

  it('runs statements beside one another on connections of their own', async () => {
    const { made, session } = bench()
    const both = Promise.all([session.rows('SELECT 1'), session.rows('SELECT 2')])
    await turn()
    for (const [at, one] of made.entries()) one.answer([{ at }])
    expect(await both).toEqual([[{ at: 0 }], [{ at: 1 }]])
  })

  it('leaves the connection of a statement that was interrupted', async () => {
    const { made, session } = bench()
    const rows = session.rows('SELECT 1')
    await turn()
    session.interrupt()
    await expect(rows).rejects.toThrow('cancelled')
    expect(made[0]?.state.closed).toBe(true)
    const next = session.rows('SELECT 2')
    await turn()
    made[1]?.answer([{ n: 2 }])
    expect(await next).toEqual([{ n: 2 }])
  })

  it('sends nothing when it is interrupted while it connects', async () => {
    const { made, session } = bench()
    const rows = session.rows('DROP TABLE t')
    session.interrupt()
    await expect(rows).rejects.toMatchObject({ code: 604 })
    expect(made.map(({ said }) => said)).toEqual([[]])
  })

  it('goes on with the connection of a statement that failed', async () => {
    const { made, session } = bench()
    const failing = session.rows('SELECT nobody')
    await turn()
    made[0]?.fail(new Error("invalid identifier 'NOBODY'"))
    await expect(failing).rejects.toThrow('NOBODY')
    const next = session.rows('SELECT 2')
    await turn()
    made[0]?.answer([{ n: 2 }])
    expect([await next, made.length]).toEqual([[{ n: 2 }], 1])
  })

  it('leaves a connection that was lost', async () => {
    const { made, session } = bench()
    const failing = session.rows('SELECT 1')
    await turn()
    made[0]?.fail(new Fault('warehouse.lost', exits.world, 'gone'))
    await expect(failing).rejects.toThrow('gone')
    expect(made[0]?.state.closed).toBe(true)
  })
})

it.each<[string | number | undefined, boolean]>([
  [401001, true],
  [402002, true],
  [407001, true],
  ['390112', true],
  [undefined, true],
  [404007, false],
  ['390100', false],
  ['000904', false],
  ['002003', false],
])('the number %s: lost is %s', (code, lost) => expect(isLost(code === undefined ? {} : { code })).toBe(lost))

it('a service that nobody answers for is the world at fault', async () => {
  const address = { account: 'a', user: 'u', password: 'p', database: 'D', url: 'http://127.0.0.1:1' }
  const found = connectSnowflake({ ...address, privateKey: null, token: null, warehouse: null, role: null })
  await expect(found).rejects.toMatchObject({ code: 'warehouse.lost', exit: exits.world })
})

it('a key that is none is told as such', async () => {
  const address = { account: 'a', user: 'u', password: null, database: 'D', url: 'http://127.0.0.1:1' }
  const found = connectSnowflake({ ...address, privateKey: 'no key', token: null, warehouse: null, role: null })
  await expect(found).rejects.toMatchObject({ code: 'warehouse.open' })
})
