import type { Site } from '../site.ts'
import type { App, Repository, Suite } from '../store/records.ts'
import { timestamp } from '../time.ts'

/** The one check suite that an App has on a commit; made when there is none. */
export function suiteFor(
  site: Site,
  repository: Repository,
  app: App,
  headSha: string,
  headBranch: string | null,
): Suite {
  const { suites, nextId } = site.store
  const known = suites
    .all()
    .find((one) => one.repository === repository && one.app.id === app.id && one.headSha === headSha)
  if (known !== undefined) return known
  const suite: Suite = { id: nextId(), repository, app, headSha, headBranch, createdAt: timestamp() }
  suites.add(suite)
  return suite
}
