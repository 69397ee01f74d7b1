import { secondsOf } from '../../recipes-schema/text/units.ts'
import type { Chatop } from './chatop.ts'

/** A year, in seconds. */
const longest = 365 * 86_400

export const extend: Chatop = {
  name: 'extend',
  usage: 'extend DURATION',
  does: 'keeps the kitchen at least so long from now, as in `extend 3d`',
  needs: 'run',
  async answer(galley, { repository, pullRequest }, { words: [duration, ...more] }) {
    if (duration === undefined || more.length > 0 || !/^[1-9]\d{0,6}[smhdw]$/.test(duration))
      return 'Say how long, as in `/kitchen extend 3d`; also `12h` and `2w`.'
    const seconds = secondsOf(duration)
    if (seconds > longest) return 'A year is the longest. `/kitchen pin` keeps it until the pull request is closed.'
    const until = new Date(Date.now() + seconds * 1000)
    await galley.store.kitchens.keepUntil(String(repository.id), pullRequest, until)
    return `The kitchen is kept until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC at least.`
  },
}
