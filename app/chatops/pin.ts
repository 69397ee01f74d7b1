import type { Chatop } from './chatop.ts'

export const pin: Chatop = {
  name: 'pin',
  usage: 'pin [off]',
  does: 'keeps the kitchen until the pull request is closed, however long nobody touches it',
  needs: 'run',
  async answer(galley, { repository, pullRequest, actor }, { words: [word, ...more] }) {
    if (more.length > 0 || (word !== undefined && word !== 'off')) return 'Write `/kitchen pin`, or `/kitchen pin off`.'
    await galley.store.kitchens.pin(String(repository.id), pullRequest, word === 'off' ? null : actor)
    return word === 'off'
      ? 'The kitchen is kept no longer than others.'
      : 'The kitchen is kept until the pull request is closed. `/kitchen pin off` takes that back.'
  },
}
