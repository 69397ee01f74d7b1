import { code, words as plain, row, tableHead } from '../checks/markdown.ts'
import { nextSlot } from '../schedule/slots.ts'
import { syncSchedules } from '../schedule/sync.ts'
import type { Scheduled } from '../store/schedules.ts'
import type { Chatop } from './chatop.ts'

export const schedule: Chatop = {
  name: 'schedule',
  usage: 'schedule [pause RECIPE] [resume RECIPE]',
  does: 'tells when production runs by itself; holds a recipe’s schedule, or lets it go on',
  needs: 'promote',
  touches: ([, recipe]) => (recipe === undefined ? [] : [recipe]),
  async answer(galley, { repository, actor }, { words: [what, recipe, ...more] }) {
    await syncSchedules(galley, repository)
    const repositoryId = String(repository.id)
    if (what !== undefined) {
      const known = (await galley.store.schedules.of(repositoryId)).filter((one) => one.recipe === recipe)
      if ((what !== 'pause' && what !== 'resume') || recipe === undefined || more.length > 0)
        return 'Write `/kitchen schedule`, `/kitchen schedule pause RECIPE` or `/kitchen schedule resume RECIPE`.'
      if (known.length === 0) return `${code(recipe)} has no schedule on ${code(repository.defaultBranch)}.`
      for (const one of known)
        await galley.store.schedules.pause(repositoryId, one, what === 'pause' ? actor : null, new Date())
    }
    const now = await galley.store.schedules.of(repositoryId)
    if (now.length === 0) return `No recipe of ${code(repository.defaultBranch)} has a schedule.`
    const rows = now.map((one) => {
      const next = nextSlot(one.timing, new Date())
      const when = one.pausedBy === null ? (next?.toISOString() ?? 'never') : `paused by ${plain(one.pausedBy)}`
      return row([code(nameOf(one)), code(one.timing.cron), plain(one.timing.timezone), when])
    })
    return [tableHead(['recipe', 'cron', 'time zone', 'next'], 'llll'), ...rows].join('\n')
  },
}

function nameOf({ recipe, variation }: Scheduled): string {
  return variation === null ? recipe : `${recipe} (${variation})`
}
