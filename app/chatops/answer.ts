import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { code, list, words } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { changedRecipes } from '../kitchens/changed-recipes.ts'
import { authorizeAudited } from '../policy/audited.ts'
import type { Asked } from './chatop.ts'
import { chatops } from './index.ts'
import type { Command } from './parse.ts'

/** Shows at once that the command was seen, then answers it in one reply, which is found again by its marker. */
export async function answerCommand(
  galley: Galley,
  command: Command,
  asked: Asked & { comment: number },
): Promise<void> {
  const client = galley.github.repository(asked.repository, kitchenWork)
  await client.comments.react(asked.comment, 'eyes')
  const answer = await answerOf(galley, command, asked)
  await galley.store.commands.answered(asked.id, answer)
  const marker = `<!-- galley:reply:${asked.comment} -->`
  await client.comments.keep(asked.pullRequest, null, marker, `${marker}\n> ${code(command.text)}\n\n${answer}`)
}

async function answerOf(galley: Galley, command: Command, asked: Asked): Promise<string> {
  const chatop = chatops.find((one) => one.name === command.name)
  const { needs } = chatop ?? { needs: 'read' }
  const authorized = await authorizeAudited(galley, {
    ...asked,
    needs: typeof needs === 'function' ? await needs(galley, asked) : needs,
    command: command.text,
    recipes: async () => chatop?.touches?.(command.words, command.flags) ?? changedRecipes(galley, asked),
  })
  if (!authorized.allowed) return `${code(`/kitchen ${command.name}`)} was not done. ${authorized.because}`
  if (chatop === undefined) {
    const names = chatops.map((one) => one.name)
    const hint = didYouMean(command.name, names) ?? ''
    return `There is no command ${code(command.name)}. ${words(hint)} \`/kitchen help\` lists them.`
  }
  const unknown = command.flags.filter(({ name }) => !chatop.flags?.includes(name))
  if (unknown.length > 0)
    return `${code(`/kitchen ${chatop.name}`)} was not done: it has no ${list(unknown.map(({ name }) => code(`--${name}`)))}. It is written ${code(`/kitchen ${chatop.usage}`)}.`
  return chatop.answer(galley, asked, command)
}
