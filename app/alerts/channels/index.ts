import type { AlertChannel } from '../../../recipes-schema/recipe/types.ts'
import type { Channel, Telling } from './channel.ts'
import { email } from './email.ts'
import { issue } from './issue.ts'
import { slack } from './slack.ts'
import { teams } from './teams.ts'
import { webhook } from './webhook.ts'

/** Every channel: one file each, one line here. */
const channels: { readonly [Type in AlertChannel['type']]: Channel<Type> } = { webhook, slack, teams, email, issue }

export function tellBy(to: AlertChannel, telling: Telling): Promise<string | null> {
  return (channels[to.type] as Channel).tell(to, telling)
}
