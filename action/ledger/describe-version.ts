import type { VersionRecord } from './environments.ts'

/** A version with whose change it is: `version 7 (pull request 12 by alice, commit 1a2b3c4d5e)`. */
export function describeVersion({ version, kind, pull_request, actor, commit_sha }: VersionRecord): string {
  const what = pull_request === null ? (kind === 'rollback' ? 'a rollback' : null) : `pull request ${pull_request}`
  const who = [what, `by ${actor}`].filter((part) => part !== null).join(' ')
  return `version ${version} (${[who, ...(commit_sha === null ? [] : [`commit ${commit_sha.slice(0, 10)}`])].join(', ')})`
}

/** Several, the oldest first: `version 7 (...), version 8 (...)`. */
export function describeVersions(records: readonly VersionRecord[]): string {
  return [...records]
    .sort((a, b) => a.version - b.version)
    .map(describeVersion)
    .join(', ')
}
