import type { Db } from './database.ts'

/** Somebody asked for something: who, what, and whether the default branch's rules allowed it. */
export interface AuditedCommand {
  /** The delivery's id: the same one worked again is one command. */
  readonly id: string
  readonly repositoryId: string
  readonly pullRequest: number
  readonly actor: string
  readonly role: string | null
  /** As it was written, or `button: NAME`. */
  readonly command: string
  readonly allowed: boolean
}

/** The audit of what people told the App to do. */
export function commandStore(db: Db) {
  return {
    /** Written before anything is done. */
    async record({ repositoryId, pullRequest, ...rest }: AuditedCommand): Promise<void> {
      await db
        .insertInto('commands')
        .values({ ...rest, repository_id: repositoryId, pull_request: pullRequest })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    },

    async answered(id: string, answer: string): Promise<void> {
      await db.updateTable('commands').set({ answer }).where('id', '=', id).execute()
    },

    /** How many commands somebody has sent since a moment, other than this one. */
    async countSince(repositoryId: string, actor: string, since: Date, except: string): Promise<number> {
      const { count } = await db
        .selectFrom('commands')
        .select((select) => select.fn.countAll().as('count'))
        .where('repository_id', '=', repositoryId)
        .where('actor', '=', actor)
        .where('at', '>=', since)
        .where('id', '<>', except)
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    /** All that was asked on a pull request, oldest first. */
    async ofPullRequest(repositoryId: string, pullRequest: number): Promise<(AuditedCommand & { at: Date })[]> {
      const rows = await db
        .selectFrom('commands')
        .selectAll()
        .where('repository_id', '=', repositoryId)
        .where('pull_request', '=', pullRequest)
        .orderBy('at')
        .execute()
      return rows.map(({ id, actor, role, command, allowed, at }) => ({
        id,
        repositoryId,
        pullRequest,
        actor,
        role,
        command,
        allowed,
        at,
      }))
    },
  }
}
