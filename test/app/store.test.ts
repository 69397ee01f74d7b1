import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../app/store/database.ts'
import { createStore, type Store } from '../../app/store/store.ts'
import { anOrder, repository } from './support/orders.ts'

let database: Database
let store: Store
beforeAll(async () => {
  database = await openDatabase({ type: 'pglite', folder: null })
  store = createStore(database.db)
})
afterAll(() => database.close())

const run = { id: '77', url: 'u' }

test('an order that is requested twice is one', async () => {
  const order = anOrder()
  await store.orders.request(order)
  await store.orders.advance(order.id, { type: 'dispatched', run })
  await store.orders.request(order)
  expect((await store.orders.get(order.id))?.state.status).toBe('dispatched')
  expect((await store.orders.history(order.id)).map((state) => state.status)).toEqual(['requested', 'dispatched'])
})

test('of transitions at the same time each is made on what the other left', async () => {
  const order = anOrder()
  await store.orders.request(order)
  await store.orders.advance(order.id, { type: 'dispatched', run })
  const claim = (attempt: number) =>
    store.orders.advance(order.id, { type: 'claimed', attempt, tokenHash: String(attempt) })
  const answers = await Promise.all([claim(1), claim(1), claim(1), claim(1)])
  expect(answers.map((answer) => answer.type).sort()).toEqual(['moved', 'refused', 'refused', 'refused'])
  expect(await store.orders.history(order.id)).toHaveLength(3)
})

test('open orders of an environment are found, oldest first, and ended ones not', async () => {
  const [first, second, ended, elsewhere] = [anOrder(), anOrder(), anOrder(), anOrder({ environment: 'pr_9' })].map(
    (order) => ({
      ...order,
      repository: { ...repository, id: 777 },
    }),
  )
  for (const order of [first, second, ended, elsewhere]) if (order !== undefined) await store.orders.request(order)
  await store.orders.advance(ended?.id ?? '', { type: 'superseded', by: 'x' })
  expect((await store.orders.open('777', 'pr_7')).map((order) => order.content.id)).toEqual([first?.id, second?.id])
})

test('a runner token is spent once', async () => {
  const now = new Date()
  const later = new Date(now.getTime() + 1000)
  const spent = await Promise.all([1, 2, 3].map(() => store.runnerTokens.spend('jti-1', later, now)))
  expect(spent.filter(Boolean)).toHaveLength(1)
  expect(await store.runnerTokens.spend('jti-2', later, new Date(later.getTime() + 1))).toBe(true)
})

test('what GitHub gave ids for is kept together', async () => {
  const order = anOrder()
  await store.orders.request(order)
  await store.orders.keepWritten(order.id, { gate: '1' })
  await store.orders.keepWritten(order.id, { deployment: '2' })
  expect((await store.orders.get(order.id))?.written).toEqual({ gate: '1', deployment: '2' })
})
