import { readOne } from '../git/objects.ts'
import { presentCheck } from '../present/check.ts'
import { presentSuite } from '../present/suite.ts'
import type { Site } from '../site.ts'
import type { Account, Check } from '../store/records.ts'
import { announce } from '../webhooks/announce.ts'

/** `check_run` with an action. What a person asks for goes to the App that made the check, and to no other. */
export async function announceCheck(
  site: Site,
  check: Check,
  sender: Account,
  action: 'created' | 'completed' | 'rerequested' | 'requested_action',
  more: object = {},
): Promise<void> {
  const asked = action === 'rerequested' || action === 'requested_action'
  await announce(site, {
    repository: check.repository,
    sender,
    event: 'check_run',
    ...(asked ? { only: check.app } : {}),
    payload: async () => {
      const commit = await readOne(check.repository.bare, check.headSha)
      const suite = presentSuite(site, check.suite, commit)
      return { action, check_run: { ...presentCheck(site, check), check_suite: suite }, ...more }
    },
  })
  site.bus.tell('check')
}
