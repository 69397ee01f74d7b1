import type { Channel } from './channel.ts'
import { postTo } from './post.ts'

/** JSON for a program. */
export const webhook: Channel<'webhook'> = {
  async tell({ secret }, telling) {
    const { repository, happening, key } = telling
    const { event, state, subject, recipes, title, text, url, at } = happening
    await postTo(secret, telling, {
      schema_version: 1,
      key,
      repository: `${repository.owner}/${repository.name}`,
      ...{ event, state, subject, recipes, title, text, url, at },
    })
    return null
  },
}
