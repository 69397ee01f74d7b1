import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Message } from '../../action/observe/happening.ts'
import { outbox, SendFault } from '../../action/observe/outbox.ts'

/** How each try of a message goes: it arrives, is refused, or nobody takes it. */
const courses = fc.array(
  fc.record({
    lane: fc.constantFrom('a', 'b', 'c', 'd'),
    tries: fc.array(fc.constantFrom('arrives', 'refused', 'away'), { minLength: 2, maxLength: 2 }),
  }),
  { maxLength: 12 },
)

it('each lane arrives in its order, nothing twice, and what is lost is counted', async () => {
  await fc.assert(
    fc.asyncProperty(courses, fc.integer({ min: 1, max: 8 }), async (all, inParallel) => {
      const arrived: number[] = []
      const tried = new Map<number, number>()
      let [busy, most] = [0, 0]
      const lanes = new Set<string>()
      const together: string[] = []
      const box = outbox(async ({ lane, body }) => {
        const { index } = body as { index: number }
        if (lanes.has(lane)) together.push(lane)
        lanes.add(lane)
        most = Math.max(most, ++busy)
        await new Promise(setImmediate)
        lanes.delete(lane)
        busy--
        const count = tried.get(index) ?? 0
        tried.set(index, count + 1)
        const course = all[index]?.tries[count]
        if (course !== 'arrives') throw new SendFault(course ?? 'never', course === 'away')
        arrived.push(index)
      }, inParallel)
      for (const [index, { lane }] of all.entries()) box.push({ lane, path: '', body: { index } } satisfies Message)
      const { lost, of } = await box.close(5000)
      expect([lost + arrived.length, of, new Set(arrived).size]).toEqual([all.length, all.length, arrived.length])
      expect(together).toEqual([])
      expect(most).toBeLessThanOrEqual(inParallel)
      for (const lane of ['a', 'b', 'c', 'd']) {
        const own = arrived.filter((index) => all[index]?.lane === lane)
        expect(own).toEqual([...own].sort((x, y) => x - y))
      }
      for (const [index, count] of tried) expect(count).toBeLessThanOrEqual(all[index]?.tries[0] === 'away' ? 2 : 1)
    }),
    { numRuns: 20 },
  )
})
