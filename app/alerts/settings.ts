/** What the App's environment says about alerts. */
export interface AlertSettings {
  /** By the names that galley.yaml knows them by. */
  readonly secrets: ReadonlyMap<string, string>
  /** By which server mail goes, as smtp:// or smtps:// with user and password, and from whom; null: no mail. */
  readonly smtp: { readonly url: string; readonly from: string } | null
}

type Environment = Readonly<Record<string, string | undefined>>

const prefix = 'GALLEY_SECRET_'

/** A file may name what was put there for files alone: not the App's private key, nor its store's address. */
export function readAlertSettings(env: Environment, faults: string[]): AlertSettings {
  const secrets = new Map<string, string>()
  for (const [name, value] of Object.entries(env))
    if (name.startsWith(prefix) && value) secrets.set(name.slice(prefix.length), value)
  return { secrets, smtp: readSmtp(env, faults) }
}

function readSmtp({ SMTP_URL: url, SMTP_FROM: from }: Environment, faults: string[]): AlertSettings['smtp'] {
  if (!url) return null
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol))
    faults.push('SMTP_URL has to be a URL such as smtps://USER:PASSWORD@mail.example.com.')
  if (!from) {
    faults.push('SMTP_FROM is missing: the address that alerts are sent from.')
    return null
  }
  return { url, from }
}
