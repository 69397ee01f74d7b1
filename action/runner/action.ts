import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as core from '@actions/core'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { Io } from '../commands/command.ts'
import { DiagnosticsFault } from '../diagnostics-fault.ts'
import { exits, Fault } from '../fault.ts'
import { annotationsOf } from '../report/annotations.ts'
import { diagnosticsText } from '../report/diagnostics-text.ts'
import { groupedView } from '../report/grouped.ts'
import { reportText } from '../report/report-text.ts'
import { summaryOf } from '../report/summary.ts'
import { harmless } from '../report/workflow-commands.ts'
import { stopSignals } from '../stop-signals.ts'
import { appClient } from './app-client.ts'
import { carryOrder } from './carry-order.ts'
import { faultReport } from './errand.ts'
import { eventStream } from './event-stream.ts'

/**
 * The Action: claims one order, carries it out, reports. The only file that touches @actions/core. The run fails when
 * the verdict does, so that the runner's own page tells the same story as the checks.
 */
export async function runAction(): Promise<void> {
  const stop = stopSignals(core.warning)
  try {
    await work(stop)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    core.setFailed(`${error.message} [${error.code}]${error.hint === null ? '' : ` ${error.hint}`}`)
  }
}

async function work(stop: ReturnType<typeof stopSignals>): Promise<void> {
  const io = actionIo(stop.signal)
  const folder = process.env.GITHUB_WORKSPACE ?? process.cwd()
  // The report has to leave even when the order is cancelled, so the client does not listen to that signal.
  const client = appClient({
    server: core.getInput('server', { required: true }),
    order: core.getInput('order', { required: true }),
    mintToken: (audience) => core.getIDToken(audience),
    signal: AbortSignal.timeout(6 * 3_600_000),
  })
  const startedAt = io.now().toISOString()
  const { order, run_token } = await client.claim()
  core.setSecret(run_token)
  core.info(`Order ${order.id}: ${order.kind} ${order.environment} at ${order.head}`)

  const events = eventStream(client, () => stop.abort(), core.warning)
  const view = groupedView({ open: core.startGroup, line: say, close: core.endGroup }, true)
  const on: Parameters<typeof carryOrder>[0]['on'] = (progress) => {
    view(progress)
    if (progress.type !== 'log' && progress.type !== 'ended') events.push(progress)
  }
  const token = core.getInput('token')
  const remote = {
    server: process.env.GITHUB_SERVER_URL ?? 'https://github.com',
    repository: process.env.GITHUB_REPOSITORY ?? '',
    token,
  }
  let report: Report
  try {
    report = await carryOrder({ order, folder, remote, jobs: jobsOf(core.getInput('jobs')), io, on })
  } catch (error) {
    const fault =
      error instanceof Fault
        ? error
        : new Fault('action.bug', exits.world, `Galley itself failed: ${(error as Error).message}`)
    if (!(error instanceof Fault)) core.error((error as Error).stack ?? String(error))
    if (error instanceof DiagnosticsFault) say(await diagnosticsText(error.diagnostics, folder))
    report = faultReport(order, stop.signal.aborted ? cancelled() : fault, startedAt, io.now().toISOString())
  }
  await events.end()
  await client.report(report)
  await leave(report)
}

/** What stays with the run: outputs, the report as a file, a summary, and the run's own success or failure. */
async function leave(report: Report): Promise<void> {
  const file = join(process.env.RUNNER_TEMP ?? '.', `galley-report-${report.order.id}.json`)
  await writeFile(file, JSON.stringify(report, null, 2))
  core.setOutput('verdict', report.verdict)
  core.setOutput('report', file)
  const text = report.error === null ? reportText(report, false) : `${report.error.message} [${report.error.code}]`
  say(text)
  for (const { severity, message, title, file, line } of annotationsOf(report)) {
    const annotate = severity === 'error' ? core.error : core.warning
    annotate(message, { title, file, startLine: line })
  }
  if (process.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(summaryOf(report)).write()
  if (report.verdict === 'fail' || report.verdict === 'cancelled') core.setFailed(`The verdict is ${report.verdict}.`)
}

function say(text: string): void {
  core.info(harmless(text))
}

function actionIo(signal: AbortSignal): Io {
  return {
    env: process.env,
    cwd: process.cwd(),
    out: say,
    err: say,
    colour: true,
    signal,
    now: () => new Date(),
  }
}

function jobsOf(input: string): number {
  const jobs = Number(input || '2')
  if (Number.isInteger(jobs) && jobs > 0) return jobs
  throw new Fault('input.jobs', exits.usage, `The input jobs is "${input}", not a number of jobs.`)
}

function cancelled(): Fault {
  return new Fault('cancelled', exits.cancelled, 'The order was cancelled.')
}
