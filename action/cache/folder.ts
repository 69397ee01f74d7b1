import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where what was read of a repository is kept: within its git folder, which all its working trees share and which goes
 * with it; else in the user's cache folder. `GALLEY_CACHE` names another folder, or says `off`. Null: nothing is kept.
 */
export function cacheFolder(folder: string, env: Environment): string | null {
  const given = env.GALLEY_CACHE
  if (given === 'off') return null
  if (given !== undefined && given !== '') return given
  // Galley's own sources change what is worked out without a new version.
  if (import.meta.url.endsWith('.ts')) return null
  const git = env.GIT_DIR === undefined ? gitFolder(folder) : null
  return git === null
    ? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'galley', 'read')
    : join(git, 'galley', 'read')
}

/** The folder that all working trees of the repository share, found as git does, without asking it. */
function gitFolder(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = join(at, '.git')
    try {
      if (statSync(found).isDirectory()) return found
      const named = /^gitdir: (.+?)\s*$/.exec(readFileSync(found, 'utf8'))?.[1]
      if (named === undefined) return null
      const own = isAbsolute(named) ? named : join(at, named)
      const common = readFileSync(join(own, 'commondir'), 'utf8').trim()
      return isAbsolute(common) ? common : join(own, common)
    } catch {
      if (dirname(at) === at) return null
    }
  }
}
