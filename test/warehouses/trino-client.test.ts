import { describe, expect, it } from 'vitest'
import { runStatement, type TrinoAddress, TrinoError } from '../../action/warehouses/trino-client.ts'
import { fakeTrino, type Trouble } from '../support/trino-fake.ts'

const columns = [{ name: 'n', type: 'bigint' }]
const two = [{}, { columns, data: [[1]] }, { columns, data: [['exact:9007199254740993']] }]
const whole = [{ n: 1 }, { n: '9007199254740993' }]
const address = (url: string): TrinoAddress => ({ url, catalog: 'lake', user: 'cook', password: null, token: null })
const caught = (rows: Promise<unknown>): Promise<Error> =>
  rows.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: Error) => error,
  )

describe('a statement', () => {
  it('is posted once, and followed to its last page', async () => {
    const fake = await fakeTrino(two)
    expect(await runStatement(address(fake.url), 'SELECT n', 'order-1, größe').rows).toEqual(whole)
    expect([fake.taken, fake.breaches]).toEqual([['SELECT n'], []])
    expect(fake.headers).toMatchObject({
      'x-trino-user': 'cook',
      'x-trino-catalog': 'lake',
      'x-trino-source': 'galley',
      'x-trino-client-tags': 'galley,order-1; gr??e',
      'x-trino-client-capabilities': 'PARAMETRIC_DATETIME',
    })
    expect(fake.headers.authorization).toBeUndefined()
  })

  it.each<[string, Partial<TrinoAddress>, string]>([
    ['a password', { password: 'p' }, `Basic ${btoa('cook:p')}`],
    ['a token', { token: 't', password: 'p' }, 'Bearer t'],
  ])('carries %s', async (_, secret, header) => {
    const fake = await fakeTrino(two)
    await runStatement({ ...address(fake.url), ...secret }, 'SELECT n', 'x').rows
    expect(fake.headers.authorization).toBe(header)
  })

  it('that fails says what, where and of which kind', async () => {
    const errorLocation = { lineNumber: 2, columnNumber: 5 }
    const error = { message: 'line 2:5: no such column', errorName: 'COLUMN_NOT_FOUND', errorType: 'USER_ERROR' }
    const fake = await fakeTrino([{}, { error: { ...error, errorLocation } }])
    const thrown = await caught(runStatement(address(fake.url), 'SELECT\n    m', 'x').rows)
    expect(thrown).toBeInstanceOf(TrinoError)
    const location = { line: 2, column: 5 }
    expect(thrown).toMatchObject({ message: 'no such column', code: 'COLUMN_NOT_FOUND', type: 'USER_ERROR', location })
  })

  it('that is cancelled is ended on the server, once', async () => {
    const fake = await fakeTrino([{}, ...Array.from({ length: 9 }, () => ({}))], { gets: [503, 503, 503, 503] })
    const running = runStatement(address(fake.url), 'SELECT n', 'x')
    setTimeout(() => {
      running.cancel()
      running.cancel()
    }, 150)
    expect(await caught(running.rows)).toMatchObject({ code: 'USER_CANCELED', type: 'USER_ERROR' })
    await expect.poll(() => fake.deleted).toEqual(['/v1/statement/executing/q/slug/0'])
  })
})

describe('what the world does', () => {
  it.each<[string, { posts?: Trouble[]; gets?: Trouble[] }]>([
    ['the coordinator is overloaded at the start', { posts: [503, 429] }],
    ['a proxy has lost the coordinator in the middle', { gets: [502, 504] }],
    ['the connection drops before a page', { gets: ['drop'] }],
    ['the connection drops in a page', { gets: ['cut', 'cut'] }],
  ])('is borne where it is known what runs: %s', async (_, troubles) => {
    const fake = await fakeTrino(two, troubles)
    expect(await runStatement(address(fake.url), 'SELECT n', 'x').rows).toEqual(whole)
    expect([fake.taken, fake.breaches]).toEqual([['SELECT n'], []])
  })

  it.each<[string, { posts?: Trouble[]; gets?: Trouble[] }, RegExp]>([
    ['the answer to the start is lost', { posts: ['drop'] }, /cannot be reached/],
    ['the answer to the start is cut', { posts: ['cut'] }, /cannot be reached/],
    ['a gateway has handed the start on, and fails', { posts: [502] }, /HTTP 502/],
    ['a gateway has waited too long for the start', { posts: [504] }, /HTTP 504/],
    ['a page to log in', { posts: ['html'] }, /no page of a query/],
    ['a page to log in, in the middle', { gets: ['html'] }, /no page of a query/],
    ['the server has forgotten the query', { gets: [404] }, /HTTP 404/],
    ['the query was deleted', { gets: [410] }, /HTTP 410/],
    ['the server has a fault', { gets: [500] }, /HTTP 500/],
  ])('is told, and nothing runs twice: %s', async (_, troubles, message) => {
    const fake = await fakeTrino(two, troubles)
    const thrown = await caught(runStatement(address(fake.url), 'SELECT n', 'x').rows)
    expect(thrown).toMatchObject({ code: 'warehouse.lost', exit: 3, message: expect.stringMatching(message) as string })
    expect(thrown.message).toContain(fake.url)
    expect(fake.taken).toHaveLength(1)
  })

  it.each([401, 403])('is told: HTTP %i, without the secret', async (status) => {
    const fake = await fakeTrino(two, { posts: [status] })
    const thrown = await caught(runStatement({ ...address(fake.url), token: 'geheim' }, 'SELECT n', 'x').rows)
    expect(thrown).toMatchObject({ code: 'warehouse.open', exit: 3 })
    expect(JSON.stringify([thrown.message, thrown])).not.toContain('geheim')
    expect(fake.taken).toEqual([])
  })
})
