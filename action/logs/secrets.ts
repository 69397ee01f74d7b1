/** Names of environment variables whose values nobody should read in a log. */
const secretName =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|(^|_)(KEY|PAT|DSN|AUTH)$/i
/** A value that is a path, a number or a switch is no secret, whatever its name. */
const noSecret = /^(\/[\w./-]*|\d{1,5}|true|false|yes|no|on|off|none|null)$/i

/** The secrets that an environment holds: variables that are named so, and passwords within addresses. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return []
    const own = secretName.test(name) && value.length >= 6 && !noSecret.test(value) ? [value] : []
    return [...own, ...passwordsIn(value)]
  })
}

/** The passwords in `scheme://user:password@host`, as they are written and as they are meant. */
export function passwordsIn(text: string): string[] {
  return [...text.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*:([^\s/?#]+)@/gi)].flatMap(([, written = '']) => {
    try {
      return [...new Set([written, decodeURIComponent(written)])]
    } catch {
      return [written]
    }
  })
}
