import { writeFile } from 'node:fs/promises'
import { availableParallelism, userInfo } from 'node:os'
import { resolve } from 'node:path'
import type { Report } from '../../recipes-schema/report/types.ts'
import { namePattern } from '../../recipes-schema/written/schema.ts'
import { exits, Fault } from '../fault.ts'
import { resolveCommit } from '../git/repository.ts'
import { readEnvironment } from '../ledger/environments.ts'
import { migrate } from '../ledger/migrate.ts'
import { progressLine, reportText } from '../report/report-text.ts'
import { carryOut } from '../run/carry-out.ts'
import { orderId } from '../run/order-id.ts'
import type { OrderRequest } from '../run/order-request.ts'
import type { AddCommand, Answer, Io } from './command.ts'
import { readBase, readProject, withCheckout, withParser, withWarehouse } from './open.ts'
import { contains, revisionsOf } from './revisions.ts'

interface Options {
  readonly env: string
  readonly base?: string
  readonly head?: string
  readonly force?: boolean
  readonly diff: boolean
  readonly jobs: string
  readonly date?: string
  readonly report?: string
}

export const addRun: AddCommand = (program, _io, answer) => {
  const command = program
    .command('run')
    .description('carry a plan out: production, or a change in its kitchen')
    .option('--env <name>', 'production, or the name of a kitchen', 'dev')
    .option('--base <rev>', 'what to compare with (default: the default branch)')
    .option('--head <rev>', 'what to run (default: the working tree; for production HEAD)')
    .option('--force', 'run every node, also those that would be reused')
    .option('--jobs <n>', 'how many nodes at a time', String(availableParallelism()))
    .option('--date <day>', 'the day that the order is for, YYYY-MM-DD (default: today)')
    .option('--no-diff', "do not compare a kitchen's data with production's")
    .option('--report <file>', 'write the report to a file as well')
    .addHelpText('after', '\nExamples:\n  galley run --env production\n  galley run --env my_change --base main')
  command.action(() =>
    answer(command, async (folder, io) => {
      const options = command.opts<Options>()
      checkName(options.env)
      const report =
        options.env === 'production' ? await runProduction(folder, io, options) : await runKitchen(folder, io, options)
      if (options.report !== undefined)
        await writeFile(resolve(io.cwd, options.report), `${JSON.stringify(report, null, 2)}\n`)
      return answerOf(report, io)
    }),
  )
}

/** A report as a command's answer. */
export function answerOf(report: Report, io: Io): Answer {
  const exit = { pass: exits.done, warn: exits.done, fail: exits.failed, cancelled: exits.cancelled }[report.verdict]
  return { json: report, text: reportText(report, io.colour), exit }
}

async function runKitchen(folder: string, io: Io, options: Options): Promise<Report> {
  const { headCommit, ...shas } = await revisionsOf(folder, options)
  const [head, base] = await withParser(async (parser) => [
    await readProject(folder, headCommit, parser),
    shas.merge_base === null ? null : await readBase(folder, shas.merge_base, parser),
  ])
  return withCheckout(folder, headCommit, (checkout) =>
    withWarehouse(head, folder, io, (warehouse) => {
      const environment = { name: options.env, schema: `${head.production.schema}__${options.env}` }
      const request = { ...requestOf(options, io), environment, head, base, shas, folder: checkout }
      return carryOut(forced(request, options), surroundingsOf(io, warehouse))
    }),
  )
}

/** Production is made from commits, and never from one that lacks what production has already. */
async function runProduction(folder: string, io: Io, options: Options): Promise<Report> {
  const commit = await resolveCommit(folder, options.head ?? 'HEAD')
  const head = await withParser((parser) => readProject(folder, commit, parser))
  return withCheckout(folder, commit, (checkout) =>
    withWarehouse(head, folder, io, async (warehouse) => {
      await migrate(warehouse)
      const production = await readEnvironment(warehouse, 'production')
      if (!(await contains(folder, production.commit, commit))) throw staleCheckout(production.commit, commit)
      const environment = { name: 'production', schema: head.production.schema }
      const shas = { base: null, head: commit, merge_base: null }
      const request = { ...requestOf(options, io), environment, head, base: null, shas, folder: checkout }
      return carryOut(forced(request, options), surroundingsOf(io, warehouse))
    }),
  )
}

export function staleCheckout(production: string | null, commit: string): Fault {
  const message = `Production stands on ${production?.slice(0, 10)}, which ${commit.slice(0, 10)} does not contain: this would take somebody's change back.`
  return new Fault('production.stale_checkout', exits.refused, message, 'Merge or pull the default branch first.')
}

export function surroundingsOf(
  io: Io,
  warehouse: Parameters<typeof carryOut>[1]['warehouse'],
): Parameters<typeof carryOut>[1] {
  const on: Parameters<typeof carryOut>[1]['on'] = (progress) => {
    const line = progressLine(progress, io.colour)
    if (line !== null) io.err(line)
  }
  return { warehouse, signal: io.signal, on, now: io.now }
}

function requestOf(
  options: Options,
  io: Io,
): Pick<OrderRequest, 'id' | 'kind' | 'digest' | 'actor' | 'pull_request' | 'date' | 'jobs' | 'env' | 'diff'> {
  const jobs = Number(options.jobs)
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new Fault('usage.jobs', exits.usage, `--jobs ${options.jobs} is not a number of jobs.`)
  const date = options.date ?? io.now().toISOString().slice(0, 10)
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)))
    throw new Fault('usage.date', exits.usage, `--date ${date} is not a day.`, 'Write it as 2026-01-31.')
  return {
    id: orderId(io.now()),
    kind: 'run',
    digest: null,
    actor: userInfo().username,
    pull_request: null,
    date,
    jobs,
    env: io.env,
    diff: options.diff,
  }
}

function forced(request: Omit<OrderRequest, 'force'>, { force }: Options): OrderRequest {
  return { ...request, force: force ? request.head.order.map((node) => node.id) : [] }
}

function checkName(name: string): void {
  if (new RegExp(namePattern).test(name)) return
  const hint = 'Use small letters, digits and underscores, a letter first.'
  throw new Fault('usage.environment', exits.usage, `"${name}" is not a name for an environment.`, hint)
}
