import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { expandAll, isTrue } from '../expression.ts'
import { contextsOf, type JobScope, stateOf } from '../job-scope.ts'
import { runWithFiles, type StepRun } from '../program.ts'

interface ActionFile {
  readonly name: string
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown } | null>>
  readonly runs: {
    readonly using: string
    readonly main: string
    readonly post?: string
    readonly 'post-if'?: string
  }
}

/** Runs a JavaScript action from its folder: `main` now, `post` at the end of the job. */
export async function runAction(
  scope: JobScope,
  uses: string,
  inputs: Readonly<Record<string, string>>,
  step: StepRun,
): Promise<boolean> {
  const folder = uses.startsWith('./') ? join(scope.workspace, uses) : scope.actions[uses]
  if (folder === undefined) throw new Error(`Unable to resolve action ${uses}: the rig was not told its folder.`)
  const action = parse(await readFile(join(folder, 'action.yml'), 'utf8')) as ActionFile
  const { runs } = action
  if (runs.using !== 'node24') throw new Error(`${uses} runs on ${runs.using}; the rig has node24.`)
  const env = { ...step.env, ...inputVariables(scope, action, inputs), ...placeOf(uses) }
  const state: Record<string, string> = {}
  const { post } = runs
  if (post !== undefined) {
    scope.posts.push(async (later) => {
      if (!isTrue(runs['post-if'] ?? 'always()', contextsOf(later), stateOf(later))) return true
      const saved = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])
      const own = { env: { ...env, ...Object.fromEntries(saved) }, outputs: {} }
      return runWithFiles(later, process.execPath, [join(folder, post)], own, { state })
    })
  }
  return runWithFiles(scope, process.execPath, [join(folder, runs.main)], { ...step, env }, { state })
}

/** INPUT_NAME, as the real runner makes them: upper case, spaces to underscores, hyphens kept; defaults filled in. */
function inputVariables(scope: JobScope, action: ActionFile, given: Readonly<Record<string, string>>) {
  const declared = action.inputs ?? {}
  const unexpected = Object.keys(given).filter((name) => !(name.toLowerCase() in lowered(declared)))
  if (unexpected.length > 0) {
    const valid = Object.keys(declared).map((name) => `'${name}'`)
    scope.log.line(
      `::warning::Unexpected input(s) '${unexpected.join("', '")}', valid inputs are [${valid.join(', ')}]`,
    )
  }
  const defaults = Object.entries(declared).map(([name, input]) => [name, input?.default ?? ''])
  const values = { ...expandAll(Object.fromEntries(defaults), contextsOf(scope)), ...given }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  )
}

function lowered(values: object): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]))
}

function placeOf(uses: string): Record<string, string> {
  const [repository = '', ref = ''] = uses.split('@')
  return uses.startsWith('./') ? {} : { GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref }
}
