import type { Project } from '../../recipes-schema/recipe/types.ts'
import { type Check, check } from '../doctor/check.ts'
import { checkOutside } from '../doctor/outside.ts'
import { checkSecrets } from '../doctor/secrets.ts'
import { exits } from '../fault.ts'
import { presentVersion } from '../ledger/migrate.ts'
import { readFirmly } from '../plan/reader.ts'
import { paint } from '../report/report-text.ts'
import { openSecrets, type Secrets } from '../secrets/secrets.ts'
import { engineOf } from '../warehouses/index.ts'
import type { AddCommand, Io } from './command.ts'
import { warehouseSettings, withWarehouse } from './open.ts'

export const addDoctor: AddCommand = (program, _io, answer) => {
  const command = program
    .command('doctor')
    .description('say what is missing: the warehouse, and every program that nodes hand work to; starts nothing')
    .addHelpText('after', '\nExamples:\n  galley doctor\n  galley doctor --json')
  command.action(() =>
    answer(command, async (folder, io) => {
      const project = await readFirmly(folder, io, (reader) => reader.project(null))
      const world = { env: io.env, signal: io.signal, warn: io.err }
      const production = openSecrets(project, 'production', world)
      const kitchen = openSecrets(project, 'kitchen', world)
      const looking = {
        project,
        root: folder,
        env: io.env,
        date: io.now().toISOString().slice(0, 10),
        signal: io.signal,
        secrets: { production, kitchen },
      }
      try {
        const found = [
          await checkWarehouse(project, production, folder, io),
          ...(await checkSecrets(project, looking.secrets)),
          ...(await checkOutside(looking)),
        ]
        const hidden = (text: string): string => kitchen.redactor.redact(production.redactor.redact(text))
        const checks = found.map((one) => ({ ...one, message: hidden(one.message) }))
        const ok = checks.every(({ state }) => state !== 'failed')
        return {
          json: { schema_version: 1, ok, checks },
          text: textOf(checks, io.colour),
          exit: ok ? exits.done : exits.failed,
        }
      } finally {
        await Promise.all([production.close(), kitchen.close()])
      }
    }),
  )
}

function checkWarehouse(project: Project, secrets: Secrets, folder: string, io: Io): Promise<Check> {
  return check('warehouse', async () => {
    const { type, settings } = await warehouseSettings(project, folder, io.env, secrets)
    if (!engineOf(type).exists(settings)) return `There is no ${type} warehouse yet; the first order makes it.`
    const version = await withWarehouse(project, folder, io, presentVersion)
    return version === 0
      ? `${type} answers; it has no ledger yet.`
      : `${type} answers; its ledger is of version ${version}.`
  })
}

function textOf(checks: readonly Check[], colour: boolean): string {
  const tint = paint(colour)
  const marks = { ok: tint('green', 'ok'), failed: tint('red', 'failed'), skipped: tint('dim', 'left alone') }
  return checks
    .map(
      ({ subject, state, code, message }) =>
        `${marks[state]}  ${subject}: ${message}${code === null ? '' : ` [${code}]`}`,
    )
    .join('\n')
}
