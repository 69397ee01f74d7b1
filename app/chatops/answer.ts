import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { code, words } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { Asked } from './chatop.ts'
import { chatops } from './index.ts'
import type { Command } from './parse.ts'

/** Shows at once that the command was seen, then answers it in one reply, which is found again by its marker. */
export async function answerCommand(galley: Galley, command: Command, asked: Asked): Promise<void> {
  const client = galley.github.repository(asked.repository, kitchenWork)
  await client.comments.react(asked.comment, 'eyes')
  const answer = await answerOf(galley, client, command, asked)
  const marker = `<!-- galley:reply:${asked.comment} -->`
  const said = `${marker}\n> ${code(`/kitchen ${[command.name, ...command.words].join(' ')}`)}\n\n${answer}`
  await client.comments.keep(asked.pullRequest, null, marker, said)
  galley.log.info({ delivery: asked.id, command: command.name, actor: asked.actor }, 'command answered')
}

async function answerOf(galley: Galley, client: RepositoryClient, command: Command, asked: Asked): Promise<string> {
  const chatop = chatops.find((one) => one.name === command.name)
  if (chatop === undefined) {
    const hint =
      didYouMean(
        command.name,
        chatops.map((one) => one.name),
      ) ?? ''
    return `There is no command ${code(command.name)}. ${words(hint)} \`/kitchen help\` lists them.`
  }
  if (chatop.needs === 'write') {
    const access = await client.people.access(asked.actor)
    if (access !== 'write' && access !== 'admin') {
      return `${code(`/kitchen ${chatop.name}`)} needs write access to this repository; ${words(asked.actor)} has ${access === 'none' ? 'no' : access} access.`
    }
  }
  return chatop.answer(galley, asked, command.words)
}
