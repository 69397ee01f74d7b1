import { code, words } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { changedRecipes } from '../kitchens/changed-recipes.ts'
import { authorizeAudited } from '../policy/audited.ts'
import type { PermissionName } from '../policy/permissions.ts'
import { acceptSignals } from './accept.ts'
import { approvalNeeded, approveCommit } from './approve.ts'
import type { Asked } from './chatop.ts'
import { promotePull } from './promote.ts'

interface Button {
  readonly needs: (galley: Galley, asked: Asked) => Promise<PermissionName>
  /** `head`: the commit of the check that it stands on. */
  readonly press: (galley: Galley, asked: Asked, head: string) => Promise<string>
}

const all: Readonly<Record<string, Button>> = {
  accept: {
    needs: async () => 'accept',
    press: (galley, asked, head) => acceptSignals(galley, asked, 'all', 'accepted by the button on the check', head),
  },
  promote: { needs: async () => 'promote', press: promotePull },
  approve: { needs: approvalNeeded, press: approveCommit },
}

export const buttons = {
  /** Does what a button on a check says, by the same rules as its command; the answer is a comment. */
  async press(galley: Galley, asked: Asked, identifier: string, head: string): Promise<void> {
    const button = all[identifier]
    if (button === undefined) return
    const authorized = await authorizeAudited(galley, {
      ...asked,
      needs: await button.needs(galley, asked),
      command: `button: ${identifier} at ${head}`,
      recipes: () => changedRecipes(galley, asked),
    })
    const answer = authorized.allowed
      ? await button.press(galley, asked, head)
      : `That was not done. ${authorized.because}`
    await galley.store.commands.answered(asked.id, answer)
    const { comments } = galley.github.repository(asked.repository, kitchenWork)
    const marker = `<!-- galley:reply:${asked.id} -->`
    const said = `${marker}\n> ${words(asked.actor)} chose ${code(identifier)} on the check\n\n${answer}`
    await comments.keep(asked.pullRequest, null, marker, said)
  },
}
