import { code } from '../checks/markdown.ts'
import { rollBackProduction } from '../promotion/rollback.ts'
import type { Chatop } from './chatop.ts'

export const rollback: Chatop = {
  name: 'rollback',
  usage: 'rollback [VERSION]',
  does: 'moves production back to an earlier version, by default the one before, and locks it',
  needs: 'rollback',
  touches: () => [],
  async answer(galley, { id, repository, pullRequest, actor }, { words: [version, ...more] }) {
    if (more.length > 0 || (version !== undefined && !/^[1-9]\d{0,8}$/.test(version)))
      return `A version is a number, as in ${code('/kitchen rollback 31')}; the comment of a promotion names it.`
    const to = version === undefined ? null : Number(version)
    const { order, locked } = await rollBackProduction(galley, { id, repository, pullRequest, actor, to })
    return [
      `Production goes back to ${to === null ? 'the version before' : `version ${to}`} as ${code(order)}; this pull request’s comment says when it is done.`,
      locked
        ? `**Production is locked,** because ${code(repository.defaultBranch)} still holds what is taken back and the next promotion would bring it again. Revert it there, then comment ${code('/kitchen unlock')}.`
        : 'Production was locked before and stays so.',
    ].join('\n\n')
  },
}
