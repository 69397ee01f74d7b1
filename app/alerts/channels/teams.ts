import { headline } from '../words.ts'
import type { Channel } from './channel.ts'
import { postTo } from './post.ts'

/** Teams refuses messages above 28 KB. */
const longest = 8000

/** A workflow of Microsoft Teams that takes an Adaptive Card. */
export const teams: Channel<'teams'> = {
  async tell({ secret }, telling) {
    const { happening, repository } = telling
    const { url } = happening
    const color = happening.state === 'raised' ? 'attention' : 'good'
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [
        { type: 'TextBlock', text: plain(headline(happening)), weight: 'bolder', wrap: true, color },
        { type: 'TextBlock', text: plain(happening.text.slice(0, longest)), wrap: true },
        { type: 'TextBlock', text: plain(`${repository.owner}/${repository.name}`), isSubtle: true, wrap: true },
      ],
      actions: url === null ? [] : [{ type: 'Action.OpenUrl', title: 'Look at the run', url }],
    }
    const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }
    await postTo(secret, telling, { type: 'message', attachments: [attachment] })
    return null
  },
}

/** A TextBlock reads a subset of Markdown: a recipe's names and a fault's words are none. */
function plain(text: string): string {
  return text.replace(/[\\*_[\]`#]/g, '\\$&')
}
