import type {
  Account,
  App,
  Check,
  Comment,
  Deployment,
  Installation,
  Pull,
  Repository,
  Review,
  Run,
  Suite,
  Workflow,
} from './records.ts'
import { Table } from './table.ts'

export type Store = ReturnType<typeof createStore>

/** The rig's memory: plain maps by id, and the look-ups that several routes share. */
export function createStore() {
  let last = 1000
  const accounts = new Map<string, Account>()
  const repositories = new Table<Repository>()
  const pulls = new Table<Pull>()
  return {
    accounts,
    repositories,
    pulls,
    apps: new Table<App>(),
    installations: new Table<Installation>(),
    reviews: new Table<Review>(),
    /** Logins by `org/team`, in small letters. */
    teams: new Map<string, Set<string>>(),
    comments: new Table<Comment>(),
    suites: new Table<Suite>(),
    checks: new Table<Check>(),
    deployments: new Table<Deployment>(),
    workflows: new Table<Workflow>(),
    runs: new Table<Run>(),

    /** Ids are unique over all kinds, so that mixing two kinds up is always seen. */
    nextId: (): number => ++last,

    account: (login: string): Account | undefined => accounts.get(login.toLowerCase()),

    repository: (owner: string, name: string): Repository | undefined =>
      repositories.all().find((one) => same(one.owner.login, owner) && same(one.name, name)),

    pull: (repository: Repository, number: number): Pull | undefined =>
      pulls.all().find((one) => one.repository === repository && one.number === number),
  }
}

/** GitHub keeps the letters' case in names and ignores it when it looks them up. */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
