import { headline } from '../words.ts'
import type { Channel } from './channel.ts'
import { postTo } from './post.ts'

/** Slack refuses a section of more than 3,000 characters. https://docs.slack.dev/reference/block-kit/blocks/section-block */
const longest = 2900

/** An incoming webhook of Slack: mrkdwn in one section, and plain words for notifications. */
export const slack: Channel<'slack'> = {
  async tell({ secret }, telling) {
    const { happening, repository } = telling
    const { url } = happening
    const title = escaped(headline(happening))
    const more = url === null ? '' : `\n<${url}|Look at the run>`
    const text = cut(`*${title}*\n${escaped(happening.text)}`)
    const from = `${repository.owner}/${repository.name}`
    await postTo(secret, telling, {
      text: title,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: text + more } },
        { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(from) }] },
      ],
    })
    return null
  },
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Not in the middle of an escaped character. */
function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/&\w*$/, '')} …`
}
