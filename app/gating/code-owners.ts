import picomatch from 'picomatch'

/** Where GitHub looks for it, the first one counts. https://docs.github.com/articles/about-code-owners */
export const codeOwnersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const

/**
 * Who owns a file: `@user`, `@org/team` or an e-mail address. The last line that matches counts; one without owners takes
 * them away.
 */
export function ownersOf(codeOwners: string, file: string): string[] {
  let owners: string[] = []
  for (const line of codeOwners.split(/\r?\n/)) {
    const [pattern, ...named] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (pattern !== undefined && pattern !== '' && matches(pattern, file)) owners = named
  }
  return owners
}

/** Team slugs that a CODEOWNERS file names. */
export function teamsIn(codeOwners: string): string[] {
  const named = codeOwners.match(/@[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+/g) ?? []
  return [...new Set(named.map((name) => name.slice(name.indexOf('/') + 1)))]
}

/** As in a .gitignore: a pattern without a slash in front or inside matches at any depth, a folder means all in it. */
function matches(pattern: string, file: string): boolean {
  const anchored = pattern.replace(/\/$/, '').includes('/')
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '')
  const from = anchored ? bare : `**/${bare}`
  const globs = pattern.endsWith('/') ? [`${from}/**`] : bare.endsWith('/*') ? [from] : [from, `${from}/**`]
  return picomatch.isMatch(file, globs, { dot: true })
}
