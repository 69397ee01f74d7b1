import type { GroupedLog } from './grouped.ts'

/** A GitHub log's groups, by its workflow commands. `line` is for people's text: none of it may become a command. */
export function githubGroups(write: (line: string) => void): GroupedLog {
  return {
    open: (title) => write(`::group::${title.replaceAll(/[\r\n]/g, ' ')}`),
    line: (text) => write(harmless(text)),
    close: () => write('::endgroup::'),
  }
}

/** Text of people and commands in a log: a line of it must not be taken for a command to the runner. */
export function harmless(text: string): string {
  return text.replaceAll('\r', ' ').replaceAll(/^(\s*)(::|##\[)/gm, '$1\u200b$2')
}
