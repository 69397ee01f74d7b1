import { accountNamed } from './accounts.ts'
import { announceCheck } from './changes/check.ts'
import type { Site } from './site.ts'
import type { Check } from './store/records.ts'

/** What people do on GitHub's pages, for which there is no API. */
export function peopleOf(site: Site) {
  const checkNumbered = (id: number): Check => {
    const check = site.store.checks.get(id)
    if (check === undefined) throw new Error(`There is no check run ${id}.`)
    return check
  }
  return {
    /** "Re-run" beside a check. */
    rerunCheck: (login: string, id: number): Promise<void> =>
      announceCheck(site, checkNumbered(id), accountNamed(site.store, login, 'User'), 'rerequested'),

    /** One of the buttons that a completed check has. */
    async pressButton(login: string, id: number, identifier: string): Promise<void> {
      const check = checkNumbered(id)
      if (check.status !== 'completed') throw new Error('Buttons show on completed checks alone.')
      if (!check.actions.some((one) => one.identifier === identifier)) {
        throw new Error(`The check ${check.name} has no button ${identifier}.`)
      }
      const more = { requested_action: { identifier } }
      await announceCheck(site, check, accountNamed(site.store, login, 'User'), 'requested_action', more)
    },
  }
}
