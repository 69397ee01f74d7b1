import { stat, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { exits, Fault } from '../fault.ts'
import { resolveCommit } from '../git/repository.ts'
import { readEnvironment } from '../ledger/environments.ts'
import { migrate } from '../ledger/migrate.ts'
import { staleCheckout } from '../ledger/stale-checkout.ts'
import { progressView } from '../report/progress-view.ts'
import { reportText } from '../report/report-text.ts'
import { carryOut } from '../run/carry-out.ts'
import { orderId } from '../run/order-id.ts'
import type { OrderRequest } from '../run/order-request.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { AddCommand, Answer, Io } from './command.ts'
import { readAndOpen, withCheckout } from './open.ts'
import { type Resumed, readResumed } from './resume.ts'
import { contains, revisionsOf } from './revisions.ts'
import { choiceOf, type OrderOptions, type RunOptions, readOptions, withSelection } from './run-options.ts'

export const addRun: AddCommand = (program, _io, answer) => {
  const command = program
    .command('run')
    .description('carry a plan out: production, or a change in its kitchen')
    .option('--env <name>', 'production, or the name of a kitchen', 'dev')
    .option('--base <rev>', 'what to compare with (default: the default branch)')
    .option('--head <rev>', 'what to run (default: the working tree; for production HEAD)')
    .option('--select <expr>', 'only these nodes: name, +name, name+, tag:x, recipe:x, changed')
    .option('--from <node>', 'only this node and all downstream of it')
    .option('--only <node>', 'only this node')
    .option('--resume <order>', 'go on with an order that failed, was cancelled or was cut short')
    .option('--force', 'run also what would be reused; with a selection, of that')
    .option('--approve', 'go on although the budget asks for approval')
    .option('--backfill <days>', 'make these days of incremental nodes again, e.g. 2026-01-01..2026-01-31')
    .option('--var <name=value>', "a variable's value, stronger than the recipe's; may be repeated", collect)
    .option('--variation <name>', 'a variation of the recipes that have it')
    .option('--jobs <n>', 'how many nodes at a time (default: the number of cores)')
    .option('--date <day>', 'the day that the order is for, YYYY-MM-DD (default: today)')
    .option('--no-diff', "do not compare a kitchen's data with production's")
    .option('--report <file>', 'write the report to a file as well')
    .addHelpText(
      'after',
      '\nExamples:\n  galley run --env production\n  galley run --env my_change --base main\n  galley run --from orders --force\n  galley run --resume 20260131060000000-1a2b3c4d',
    )
  command.action(() =>
    answer(command, async (folder, io) => {
      const written = command.opts<RunOptions>()
      if (written.report !== undefined) await requireFolderOf(resolve(io.cwd, written.report))
      const resumed = await readResumed(folder, io, written)
      const options = resumed === null ? written : optionsOf(written, resumed)
      const order = readOptions(options, io.now())
      const work = options.env === 'production' ? runProduction : runKitchen
      const report = await work(
        folder,
        io,
        options,
        resumed === null ? order : { ...order, asked: resumed.asked },
        resumed,
      )
      if (options.report !== undefined)
        await writeFile(resolve(io.cwd, options.report), `${JSON.stringify(report, null, 2)}\n`)
      return answerOf(report, io)
    }),
  )
}

/** Before anything runs: a report that cannot be written is noticed too late at the end. */
async function requireFolderOf(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => null)
  if (folder?.isDirectory()) return
  const message = `There is no folder ${dirname(path)} to write the report into.`
  throw new Fault('usage.report', exits.usage, message, 'Make it, or name another file by --report.')
}

function collect(one: string, before: readonly string[] = []): string[] {
  return [...before, one]
}

/** A report as a command's answer. */
export function answerOf(report: Report, io: Io): Answer {
  const exit = { pass: exits.done, warn: exits.done, fail: exits.failed, cancelled: exits.cancelled }[report.verdict]
  return { json: report, text: reportText(report, io.colour), exit }
}

/** The options of a resumed order: those it had, in this environment and of these commits. */
function optionsOf(written: RunOptions, { order }: Resumed): RunOptions {
  const { environment, base, head, order_date } = order
  return {
    ...written,
    env: environment,
    date: order_date,
    ...(base === null ? {} : { base }),
    ...(head === 'worktree' ? {} : { head }),
  }
}

type Work = (
  folder: string,
  io: Io,
  options: RunOptions,
  order: OrderOptions,
  resumed: Resumed | null,
) => Promise<Report>

const runKitchen: Work = (folder, io, options, order, resumed) =>
  readAndOpen(
    folder,
    io,
    async (reader, begin) => {
      if (options.head === undefined) reader.listWorkingTree()
      const { headCommit, ...shas } = await revisionsOf(folder, options, reader.objects)
      const before = shas.merge_base === null ? null : reader.side(shas.merge_base)
      before?.catch(() => undefined)
      await begin(headCommit)
      const base = await before
      const head = await reader.project(headCommit, base, choiceOf(options.env, order.asked))
      return { headCommit, shas, head, base }
    },
    ({ warehouse, secrets }, { headCommit, shas, head, base }) =>
      withCheckout(folder, headCommit, (checkout) => {
        const environment = { name: options.env, schema: `${head.production.schema}__${options.env}` }
        const request = { ...requestOf(order, resumed, io), environment, head, base, shas, folder: checkout }
        return carryOut(withSelection(request, order.asked), surroundingsOf(io, warehouse, secrets, { head, folder }))
      }),
    'kitchen',
  )

/** Production is made from commits, and never from one that lacks what production has already. */
const runProduction: Work = (folder, io, options, order, resumed) =>
  readAndOpen(
    folder,
    io,
    async (reader, begin) => {
      const commit = await resolveCommit(folder, options.head ?? 'HEAD')
      await begin(commit)
      return { commit, head: await reader.project(commit, null, choiceOf(options.env, order.asked)) }
    },
    ({ warehouse, secrets }, { commit, head }) =>
      withCheckout(folder, commit, async (checkout) => {
        await migrate(warehouse)
        const production = await readEnvironment(warehouse, 'production')
        if (!(await contains(folder, production.commit, commit)))
          throw await staleCheckout(warehouse, production, commit, 'Merge or pull the default branch first.')
        const environment = { name: 'production', schema: head.production.schema }
        const shas = { base: null, head: commit, merge_base: null }
        const request = { ...requestOf(order, resumed, io), environment, head, base: null, shas, folder: checkout }
        return carryOut(withSelection(request, order.asked), surroundingsOf(io, warehouse, secrets, { head, folder }))
      }),
    'production',
  )

export function surroundingsOf(
  io: Io,
  warehouse: Parameters<typeof carryOut>[1]['warehouse'],
  secrets: Secrets,
  { head, folder }: { readonly head: Pick<Project, 'observers'>; readonly folder: string },
): Parameters<typeof carryOut>[1] {
  const observing = { observers: head.observers, root: folder, warn: io.err }
  return { warehouse, secrets, observing, signal: io.signal, on: progressView(io), now: io.now }
}

function requestOf(
  { jobs, date, diff, backfill, approved }: OrderOptions,
  resumed: Resumed | null,
  io: Io,
): Pick<
  OrderRequest,
  | 'id'
  | 'kind'
  | 'digest'
  | 'resumes'
  | 'actor'
  | 'pull_request'
  | 'date'
  | 'jobs'
  | 'env'
  | 'diff'
  | 'backfill'
  | 'approved'
> {
  return {
    // Under its own id: what depends on it, such as a forced build, is found again.
    id: resumed?.order.id ?? orderId(io.now()),
    kind: 'run',
    digest: null,
    resumes: resumed?.order.digest ?? null,
    actor: userInfo().username,
    pull_request: resumed?.order.pull_request ?? null,
    date,
    backfill,
    jobs,
    env: io.env,
    diff,
    approved,
  }
}
