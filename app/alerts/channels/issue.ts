import { words } from '../../checks/markdown.ts'
import { alertWork } from '../../github/permissions.ts'
import type { Channel } from './channel.ts'

/** An issue of the repository: opened when it begins, closed when it is over; what has no end is opened and left. */
export const issue: Channel<'issue'> = {
  async tell({ labels }, { galley, repository, happening, key, reference }) {
    const { issues } = galley.github.repository(repository, alertWork)
    const { title, text, url, state } = happening
    const body = [words(text), ...(url === null ? [] : [`[Look at the run](${url})`])].join('\n\n')
    if (state !== 'over') return issues.open({ title, body, labels, marker: `<!-- galley:alert ${key} -->` })
    if (reference !== null) await issues.close(reference, `${words(title)}\n\n${body}`)
    return reference
  },
}
