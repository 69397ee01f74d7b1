import { join } from 'node:path'
import type { OutsideNode } from '../../recipes-schema/recipe/types.ts'
import { type DbtNode, type DbtResult, readManifest, readResults } from '../dbt/artifacts.ts'
import { childrenOf, failureOf, testsOf } from '../dbt/found.ts'
import { openKeep } from '../dbt/keep.ts'
import { buildArgs, type DbtOptions, usualArgs } from '../dbt/options.ts'
import { wantsPackages } from '../dbt/packages.ts'
import { type DbtRun, runDbtProcess } from '../dbt/run.ts'
import { noDbt } from './dbt-preflight.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'
import { outsideOf } from './outside.ts'
import { findProgram } from './program.ts'

/** dbt's exit codes: something failed; the question was wrong. */
const [someFailed, wrong] = [1, 2]

/**
 * Builds a dbt project by one process, whatever number of models it has. Its graph is told as the node's children and its
 * tests as the node's tests. An order that goes on runs again only what failed.
 */
export async function runDbt(node: OutsideNode, context: NodeContext): Promise<Made> {
  const { environment, root } = context
  const options = outsideOf(node, context).options as unknown as DbtOptions
  const args = buildArgs(options)
  const program = await findProgram(['dbt'], environment)
  if (program === null) throw noDbt()
  const project = join(node.folder, options.project)
  const cwd = join(await root(), project)
  const { target, before, close } = await openKeep(node, options, context)
  const env = { ...environment, DBT_PROJECT_DIR: cwd, DBT_TARGET_PATH: target, DBT_LOG_PATH: target }
  const dbt = (asked: readonly string[]): Promise<DbtRun> =>
    runDbtProcess([program.path, ...asked, ...usualArgs], { cwd, env }, context)

  /** What may be gone on with: dbt came so far that it knows itself. */
  let failed = before
  try {
    await installPackages(cwd, dbt)
    if (before !== null) context.note('dbt runs again what failed of this order.')
    const run = await dbt(before === null ? args : ['retry'])
    const now = (await readResults(target)) ?? []
    const results = mergedResults(before ?? [], now)
    const manifest = await readManifest(target)
    failed = run.ended.exitCode === someFailed && now.length > 0 ? results : null
    context.children(childrenOf(results, manifest, run.live))
    context.tested(testsOf(node, project, results, manifest))
    refuseBad(run, results, options)
    return { relation: null, is_view: false, outputs: outputsOf(options, results, manifest) }
  } finally {
    await close(failed)
  }
}

/** Throws unless something was built and nothing failed. */
function refuseBad({ ended, errors }: DbtRun, results: readonly DbtResult[], { project, select }: DbtOptions): void {
  const { exitCode, signal, fault } = ended
  if (fault !== null) throw new NodeFailure('dbt.failed', `dbt could not be started (${fault}).`)
  if (exitCode === 0 && results.length > 0) return
  if (exitCode === 0) {
    const message = `dbt had nothing to do: nothing in ${project} is what \`select: ${select ?? ''}\` names.`
    throw new NodeFailure('dbt.nothing_selected', message)
  }
  if (exitCode === someFailed && results.length > 0)
    throw new NodeFailure('dbt.failed', `dbt: ${failureOf(results)}`, null, { retryable: true })
  const how = exitCode === null ? `was ended by ${signal ?? 'the system'}` : `ended with exit code ${exitCode}`
  const words = errors.length > 0 ? `: ${errors.join(' / ')}` : '.'
  throw new NodeFailure(exitCode === wrong ? 'dbt.usage' : 'dbt.failed', `dbt ${how}${words}`)
}

async function installPackages(cwd: string, dbt: (args: readonly string[]) => Promise<DbtRun>): Promise<void> {
  if (!wantsPackages(cwd)) return
  const { ended, errors } = await dbt(['deps'])
  if (ended.exitCode === 0) return
  const message = `dbt could not install the project's packages: ${errors.join(' / ')}`
  throw new NodeFailure('dbt.packages', message, null, { retryable: true })
}

/** A retry tells only of what it has run again. */
function mergedResults(before: readonly DbtResult[], now: readonly DbtResult[]): DbtResult[] {
  const all = new Map([...before, ...now].map((result) => [result.unique_id, result]))
  return [...all.values()]
}

/** How many came out how, and the relations that the recipe asks for. */
function outputsOf(
  { outputs = {} }: DbtOptions,
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
