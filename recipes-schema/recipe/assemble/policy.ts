import { Cron } from 'croner'
import type { Path } from '../../kinds/assembly.ts'
import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { bytesOf, secondsOf } from '../../text/units.ts'
import type { WrittenPolicy, WrittenSchedule } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Policy, Schedule } from '../types.ts'
import { readAlerts } from './alerts.ts'

/** Permissions, budget, alerts and retention, of a project or of a recipe. */
export function readPolicy(written: WrittenPolicy, file: WrittenFile, diagnostics: Diagnostic[]): Policy {
  const { permissions, budget, retention } = written
  return {
    permissions:
      permissions === undefined
        ? null
        : {
            promote: permissions.promote ?? null,
            accept: permissions.accept ?? null,
            rollback: permissions.rollback ?? null,
            approveFork: permissions['approve-fork'] ?? null,
            approveBudget: permissions['approve-budget'] ?? null,
            run: permissions.run ?? null,
            lock: permissions.lock ?? null,
            place: file.placeOf(['permissions']),
          },
    budget:
      budget === undefined
        ? null
        : {
            bytesScanned: budget.bytes_scanned === undefined ? null : bytesOf(budget.bytes_scanned),
            minutes: budget.minutes ?? null,
            onExceed: budget.on_exceed ?? 'require_approval',
            place: file.placeOf(['budget']),
          },
    alerts: readAlerts(written.alerts ?? [], file, diagnostics),
    retention:
      retention === undefined
        ? null
        : {
            builds: retention.builds === undefined ? null : secondsOf(retention.builds),
            versions: retention.versions ?? null,
            orders: retention.orders === undefined ? null : secondsOf(retention.orders),
            place: file.placeOf(['retention']),
          },
  }
}

/** A schedule whose cron and time zone are known to be right; null when they are not. */
export function readSchedule(
  { cron, timezone = 'UTC', late_after, catch_up = 'last' }: WrittenSchedule,
  file: WrittenFile,
  path: Path,
  diagnostics: Diagnostic[],
): Schedule | null {
  const before = diagnostics.length
  if (!isTimezone(timezone)) {
    const message = `"${timezone}" is not a time zone.`
    const hint = 'Use an IANA name such as Europe/Zurich.'
    diagnostics.push(diagnostic('recipe.timezone', file.placeOf([...path, 'timezone']), message, hint))
  }
  const fault = cronFault(cron)
  if (fault !== null) {
    const hint = 'Minute, hour, day of the month, month, day of the week: `0 6 * * *` is every day at six.'
    const place = file.placeOf([...path, 'cron'])
    diagnostics.push(diagnostic('recipe.cron', place, `"${cron}" is not a cron expression: ${fault}.`, hint))
  }
  if (diagnostics.length > before) return null
  return {
    cron,
    timezone,
    lateAfter: late_after === undefined ? null : secondsOf(late_after),
    catchUp: catch_up,
    place: file.placeOf(path),
  }
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function cronFault(cron: string): string | null {
  const fields = cron.trim().split(/\s+/).length
  if (fields !== 5) return `it has ${fields} fields, not 5`
  try {
    new Cron(cron, { paused: true, mode: '5-part' })
    return null
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '').replace(/\.$/, '')
  }
}
