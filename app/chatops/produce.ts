import { code } from '../checks/markdown.ts'
import { produce as startRun } from '../schedule/produce.ts'
import { dayOf } from '../schedule/slots.ts'
import type { Chatop } from './chatop.ts'

export const produce: Chatop = {
  name: 'produce',
  usage: 'produce RECIPE [DAY]',
  does: 'runs a recipe in production now, on its newest data',
  needs: 'promote',
  touches: ([recipe]) => (recipe === undefined ? [] : [recipe]),
  async answer(galley, { id, repository, actor }, { words: [recipe, day, ...more] }) {
    if (recipe === undefined || more.length > 0 || (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day)))
      return 'Name the recipe, and the day if it is not today: `/kitchen produce flights 2026-01-31`.'
    const date = day ?? dayOf(new Date(), 'UTC')
    const run = { repository, recipe, variation: null, date, occasion: id, actor }
    const order = await startRun(galley, run)
    return `Ordered as ${code(order)}: ${code(recipe)} for ${date}. The Deployment of ${code('production')} says how it goes.`
  },
}
