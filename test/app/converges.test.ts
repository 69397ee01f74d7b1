import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WriteFault } from './support/github.ts'
import { type Loop, passing, startLoop } from './support/loop.ts'
import { files } from './support/project.ts'

let loop: Loop
beforeAll(async () => {
  loop = await startLoop()
  loop.github.commit(files, [])
})
afterAll(() => loop.stop())

const sql = 'recipes/flights/sql/arrivals.sql'
let numbers = 900

const fault = fc.constantFrom<WriteFault>('none', 'too_many', 'secondary', 'bad_gateway', 'lost', 'lost_502')

// Three in a row are borne by one request; the schedule is spread over all that a pull request writes.
test('whatever GitHub does to the App’s writes, checks, runs and comments come out the same, each once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 9 }), async (schedule) => {
      const number = numbers++
      const head = loop.github.commit({ ...files, [sql]: `${files[sql]}where ${number} > 0 -- faults\n` })
      const { github } = loop
      github.faults.push(...schedule.filter((one, at) => one === 'none' || at % 3 !== 2))
      await loop.push(number, head, 'opened')
      const run = await github.until(() => github.runs.find((one) => one.inputs.sha === head))
      const { order, token } = await loop.claim(run)
      await loop.post(order.id, 'report', token, passing(order))
      const mine = () => github.checks.filter((one) => one.head_sha === head)
      const comments = () => github.comments.filter((one) => one.body.includes(`in the kitchen \`pr_${number}\``))
      await github.until(() => mine().find((one) => one.name === 'galley / gate' && one.conclusion === 'success'))
      await github.until(() => comments()[0])
      github.faults.length = 0
      // What comes afterwards for the same pull request is worked after all of that.
      const id = 100_000 + number
      const comment = { id, body: '/kitchen status' }
      await loop.deliver('issue_comment', { action: 'created', issue: { number, pull_request: {} }, comment })
      await github.until(() => github.comments.find((one) => one.body.includes(`galley:reply:${id} `)))
      expect(
        mine()
          .map(({ name }) => name)
          .sort(),
      ).toEqual([...['galley / charts', 'galley / flights', 'galley / gate', 'galley / plan']])
      expect(mine().map(({ conclusion }) => conclusion)).toEqual(['success', 'success', 'success', 'success'])
      expect(github.runs.filter((one) => one.inputs.sha === head)).toHaveLength(1)
      expect(comments()).toHaveLength(1)
    }),
    { numRuns: 12 },
  )
})
