import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { waitBefore, withRetries } from '../../action/run/retry.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const never = new AbortController().signal

describe('waits', () => {
  it('double from try to try, are shortened by at most half, and end at ten minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 0, max: 3600 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, backoff, random) => {
          const full = Math.min(600, backoff * 2 ** (attempt - 2))
          const wait = waitBefore(attempt, backoff, random)
          expect(wait).toBeLessThanOrEqual(full)
          expect(wait).toBeGreaterThanOrEqual(full / 2)
        },
      ),
    )
  })
})

describe('tries', () => {
  const failing =
    (times: number): ((attempt: number) => Promise<number>) =>
    async (attempt) => {
      if (attempt <= times) throw new Error(`try ${attempt}`)
      return attempt
    }
  const options = { signal: never, onWait: () => {}, isRetryable: () => true }

  it.each([
    [null, 0, 1],
    [{ attempts: 3, backoffSeconds: 0 }, 2, 3],
  ])('%j with %i failures gives the %ith', async (retry, failures, attempt) => {
    expect(await withRetries(retry, failing(failures), options)).toBe(attempt)
  })

  it.each([
    [null, 1, true],
    [{ attempts: 3, backoffSeconds: 0 }, 3, true],
    [{ attempts: 3, backoffSeconds: 0 }, 1, false],
  ])('%j with %i failures fails where retryable is %s', async (retry, failures, retryable) => {
    const work = withRetries(retry, failing(failures), { ...options, isRetryable: () => retryable })
    await expect(work).rejects.toThrow(retry === null || !retryable ? 'try 1' : 'try 3')
  })

  it('a cancellation ends the wait', async () => {
    const stop = new AbortController()
    const retry = { attempts: 2, backoffSeconds: 3600 }
    const onWait = (): void => void setImmediate(() => stop.abort())
    await expect(withRetries(retry, failing(9), { ...options, signal: stop.signal, onWait })).rejects.toThrow('abort')
  })
})

describe('a node that fails at first', () => {
  const flaky = (command: string): string =>
    `nodes: { flaky: { inputs: [], run: '${command}', retry: { attempts: 3, backoff: 1s } } }\n`

  it('is tried again, and says so', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const report = await shopful.produce(await project(shop(flaky('test -e again || { touch again; exit 5; }'))))
    expect(report.nodes[0]).toMatchObject({ state: 'succeeded', attempts: 2 })
    expect(shopful.progress.flatMap((one) => (one.type === 'log' ? one.line : []))).toEqual([
      expect.stringMatching(
        /^Try 1 of 3 failed: The command ended with exit code 5\. The next one begins in [01]\.\d s\.$/,
      ),
    ])
  })

  it('is not tried again where that cannot help', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const report = await shopful.produce(await project(shop(flaky('no_such_command'))))
    expect(report.nodes[0]).toMatchObject({ state: 'failed', attempts: 1 })
    const wrong = `nodes: { wrong: { sql: select 1 + x as y, retry: { attempts: 3, backoff: 1s } } }\n`
    expect((await shopful.produce(await project(shop(wrong)))).nodes[0]).toMatchObject({ state: 'failed', attempts: 1 })
  })
})
