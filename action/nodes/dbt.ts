import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { OutsideNode } from '../../recipes-schema/recipe/types.ts'
import type { NodeChild } from '../../recipes-schema/report/types.ts'
import { canonicalJson } from '../../recipes-schema/text/digest.ts'
import { type DbtNode, type DbtResult, readManifest, readResults } from '../dbt/artifacts.ts'
import { dbtEvent } from '../dbt/events.ts'
import { childrenOf, failureOf, testsOf } from '../dbt/found.ts'
import { type Ended, runProcess } from '../process/run-process.ts'
import { noDbt } from './dbt-preflight.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'
import { outsideOf } from './outside.ts'
import { findProgram } from './program.ts'

/** What `dbt` is told each time: events as JSON, nothing sent home, nothing asked. */
const usual = [
  ...['--log-format', 'json', '--log-level', 'debug', '--log-level-file', 'none'],
  ...['--no-use-colors', '--no-version-check', '--no-send-anonymous-usage-stats'],
]
/** dbt's exit codes: something failed; the question was wrong. */
const [someFailed, wrong] = [1, 2]

interface Options {
  readonly project: string
  readonly select?: string
  readonly exclude?: string
  readonly target?: string
  readonly vars?: Readonly<Record<string, unknown>>
  readonly outputs?: Readonly<Record<string, string>>
}

interface Run {
  readonly ended: Ended
  /** The last of its errors, in its own words. */
  readonly errors: readonly string[]
  readonly live: ReadonlyMap<string, NodeChild>
}

/**
 * Builds a dbt project by one process, whatever number of models it has. Its graph is told as the node's children and its
 * tests as the node's tests. An order that goes on runs again only what failed.
 */
export async function runDbt(node: OutsideNode, context: NodeContext): Promise<Made> {
  const { environment, order, root } = context
  const options = outsideOf(node, context).options as unknown as Options
  const program = await findProgram(['dbt'], environment)
  if (program === null) throw noDbt()
  const project = join(node.folder, options.project)
  const cwd = join(await root(), project)
  const target = targetFolder(node, cwd, options, context)
  await mkdir(target, { recursive: true })
  const env = { ...environment, DBT_PROJECT_DIR: cwd, DBT_TARGET_PATH: target, DBT_LOG_PATH: target }
  const dbt = (args: readonly string[]): Promise<Run> =>
    runDbtProcess([program.path, ...args, ...usual], cwd, { ...context, environment: env })

  await installPackages(cwd, dbt)
  const before = await failedBefore(target, order)
  if (before === null) await rm(join(target, 'run_results.json'), { force: true })
  else context.note('dbt runs again what failed of this order.')
  const { ended, errors, live } = await dbt(before === null ? buildArgs(options) : ['retry'])
  const now = (await readResults(target)) ?? []
  const results = mergedResults(before ?? [], now)
  const manifest = await readManifest(target)
  context.children(childrenOf(results, manifest, live))
  if (ended.exitCode === someFailed && now.length > 0) await remember(target, order, results)
  else await rm(marker(target), { force: true })
  refuse(node, ended, errors, results)
  context.tested(testsOf(node, project, results, manifest))
  return { relation: null, is_view: false, outputs: outputsOf(options, results, manifest) }

  function refuse(
    of: OutsideNode,
    { exitCode, signal, fault }: Ended,
    said: readonly string[],
    all: readonly DbtResult[],
  ): void {
    if (fault !== null) throw new NodeFailure('dbt.failed', `dbt could not be started (${fault}).`)
    if (exitCode === 0 && all.length > 0) return
    if (exitCode === 0) {
      const message = `dbt had nothing to do: nothing in ${project} is what \`select: ${options.select ?? ''}\` names.`
      throw new NodeFailure('dbt.nothing_selected', message)
    }
    if (exitCode === someFailed && all.length > 0) {
      context.tested(testsOf(of, project, all, manifest))
      throw new NodeFailure('dbt.failed', `dbt: ${failureOf(all)}`, null, { retryable: true })
    }
    const how = exitCode === null ? `was ended by ${signal ?? 'the system'}` : `ended with exit code ${exitCode}`
    const words = said.length > 0 ? `: ${said.join(' / ')}` : '.'
    throw new NodeFailure(exitCode === wrong ? 'dbt.usage' : 'dbt.failed', `dbt ${how}${words}`)
  }
}

function buildArgs({ select, exclude, target, vars }: Options): string[] {
  const option = (name: string, value: string | undefined): string[] => {
    if (value === undefined || value === '') return []
    if (value.startsWith('-')) throw new NodeFailure('dbt.usage', `\`${name}: ${value}\` looks like an option of dbt.`)
    return [`--${name}`, value]
  }
  return [
    'build',
    ...option('select', select),
    ...option('exclude', exclude),
    ...option('target', target),
    ...(vars === undefined ? [] : ['--vars', JSON.stringify(vars)]),
  ]
}

/** One process; its nodes are told as they go, and what it says at the level of a person's interest is printed. */
async function runDbtProcess(
  argv: [string, ...string[]],
  cwd: string,
  { environment, signal, print, children }: NodeContext,
): Promise<Run> {
  const live = new Map<string, NodeChild>()
  const errors: string[] = []
  const onLine = ({ text, dropped }: { readonly text: string; readonly dropped: number }): void => {
    const event = dbtEvent(text)
    if (event === null) {
      // A line that was cut is an event of which nothing is known; what is no event is a plugin's or Python's.
      if (dropped === 0 && text.trim() !== '') print({ text, dropped })
      return
    }
    const { level, message, child } = event
    if (child !== null) {
      live.set(child.name, child)
      children([...live.values()])
    }
    if (level === 'debug' || message.trim() === '') return
    for (const line of message.split('\n')) {
      const shown = print({ text: line, dropped: 0 })
      if (level === 'error' && shown !== null && shown.trim() !== '') errors.push(shown.trim().slice(0, 500))
    }
  }
  const ended = await runProcess(argv, { cwd, env: environment, signal, onLine })
  signal.throwIfAborted()
  return { ended, errors: errors.slice(-3), live }
}

/**
 * Where dbt keeps what it has read and how it came out: outside the checkout, one for each node, variables and target, so
 * that no kitchen's manifest is taken for production's and what was parsed is found again.
 */
function targetFolder(
  node: OutsideNode,
  cwd: string,
  { vars, target }: Options,
  { environment, kitchen }: NodeContext,
): string {
  const home = environment.XDG_CACHE_HOME ?? join(environment.HOME ?? homedir(), '.cache')
  const key = canonicalJson([node.id, cwd, vars ?? {}, target ?? null, kitchen])
  return join(home, 'galley', 'dbt', createHash('sha256').update(key).digest('hex').slice(0, 20))
}

async function installPackages(cwd: string, dbt: (args: readonly string[]) => Promise<Run>): Promise<void> {
  const isThere = (name: string): Promise<boolean> =>
    access(join(cwd, name)).then(
      () => true,
      () => false,
    )
  const wants = (await isThere('packages.yml')) || (await isThere('dependencies.yml'))
  if (!wants || (await isThere('dbt_packages'))) return
  const { ended, errors } = await dbt(['deps'])
  if (ended.exitCode === 0) return
  throw new NodeFailure('dbt.packages', `dbt could not install the project's packages: ${errors.join(' / ')}`, null, {
    retryable: true,
  })
}

function marker(target: string): string {
  return join(target, 'galley-failed.json')
}

async function remember(target: string, order: string, results: readonly DbtResult[]): Promise<void> {
  await writeFile(marker(target), JSON.stringify({ order, results }))
}

/** What an earlier try of this order has come to, on this machine; null: there was none, or it was not dbt that failed. */
async function failedBefore(target: string, order: string): Promise<readonly DbtResult[] | null> {
  const written = await readFile(marker(target), 'utf8').catch(() => null)
  if (written === null) return null
  const kept = JSON.parse(written) as { order: string; results: readonly DbtResult[] }
  return kept.order === order ? kept.results : null
}

/** A retry tells only of what it has run again. */
function mergedResults(before: readonly DbtResult[], now: readonly DbtResult[]): DbtResult[] {
  const all = new Map([...before, ...now].map((result) => [result.unique_id, result]))
  return [...all.values()]
}

/** How many came out how, and the relations that the recipe asks for. */
function outputsOf(
  { outputs = {} }: Options,
  results: readonly DbtResult[],
  manifest: Readonly<Record<string, DbtNode>>,
): Record<string, string> {
  const tests = results.filter(({ unique_id }) => unique_id.startsWith('test.'))
  const numberOf = (status: string): string => String(tests.filter((test) => test.status === status).length)
  const relations = Object.entries(outputs).map(([name, model]): [string, string] => {
    const found = Object.values(manifest).find((one) => one.name === model || one.unique_id === model)
    if (found?.relation_name) return [name, found.relation_name]
    throw new NodeFailure('dbt.no_output', `The dbt project has no relation of a model "${model}".`)
  })
  return {
    built: String(results.length - tests.length),
    tests: String(tests.length),
    warned: numberOf('warn'),
    ...Object.fromEntries(relations),
  }
}
