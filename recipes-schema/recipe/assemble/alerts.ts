import { checkTemplate } from '../../kinds/references.ts'
import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import type { WrittenAlertChannel, WrittenPolicy } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Alert, AlertChannel } from '../policy.ts'

const byAddress = ['webhook', 'slack', 'teams'] as const

/** Alerts whose channels are known to be whole; the others have a diagnostic each. */
export function readAlerts(
  alerts: NonNullable<WrittenPolicy['alerts']>,
  file: WrittenFile,
  diagnostics: Diagnostic[],
): readonly Alert[] {
  return alerts.flatMap(({ on, to }, index) => {
    const channel = readChannel(to, file, index, diagnostics)
    return channel === null ? [] : [{ on, to: channel, place: file.placeOf(['alerts', index]) }]
  })
}

function readChannel(
  to: WrittenAlertChannel,
  file: WrittenFile,
  index: number,
  diagnostics: Diagnostic[],
): AlertChannel | null {
  if (to.email !== undefined) return { type: 'email', addresses: to.email }
  if (to.issue !== undefined) return { type: 'issue', labels: to.issue.labels ?? [] }
  for (const type of byAddress) {
    const written = to[type]
    if (written === undefined) continue
    const path = ['alerts', index, 'to', type]
    const before = diagnostics.length
    checkTemplate(written, file, path, 'alert', diagnostics)
    if (diagnostics.length > before) return null
    const secret = /^\$\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}$/.exec(written)?.[1]
    if (secret !== undefined) return { type, secret }
    const message = 'Where an alert goes has to be one secret, and nothing beside it.'
    const hint = "Write ${{ secrets.NAME }}, and put the URL into the App's environment as GALLEY_SECRET_NAME."
    diagnostics.push(diagnostic('recipe.alert_address', file.placeOf(path), message, hint))
  }
  return null
}
