import type { Io } from '../commands/command.ts'
import { groupedView } from './grouped.ts'
import { liveView, type ProgressView, plainView } from './live.ts'
import { githubGroups } from './workflow-commands.ts'

/** How progress is shown where this process runs: drawn on a terminal, grouped in a workflow, else line by line. */
export function progressView(io: Io): ProgressView {
  if (io.terminal !== undefined) return liveView(io.terminal, io.colour)
  if (io.env.GITHUB_ACTIONS === 'true') return groupedView(githubGroups(io.err), io.colour)
  return plainView(io.err, io.colour)
}
