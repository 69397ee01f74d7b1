import type { ProductionState } from '../../recipes-schema/plan/decide.ts'
import { planAgainst } from '../../recipes-schema/plan/plan.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { exits, Fault } from '../fault.ts'
import { readEnvironment } from '../ledger/environments.ts'
import { presentVersion } from '../ledger/migrate.ts'
import { explainText, planText } from '../report/plan-text.ts'
import type { AddCommand, Io } from './command.ts'
import { readBase, readProject, withLedger, withParser } from './open.ts'
import { revisionsOf } from './revisions.ts'

export const addPlan: AddCommand = (program, _io, answer) => {
  const command = program
    .command('plan')
    .description('say what would run and why; changes nothing')
    .option('--base <rev>', 'what to compare with (default: the default branch)')
    .option('--head <rev>', 'what to plan (default: the working tree)')
    .option('--explain <node>', 'tell why one node is in the plan as it is')
    .addHelpText('after', '\nExample:\n  galley plan --base main --head my-change --json')
  command.action(() =>
    answer(command, async (folder, io) => {
      const options = command.opts<{ base?: string; head?: string; explain?: string }>()
      const { headCommit, ...shas } = await revisionsOf(folder, options)
      const [head, base] = await withParser(async (parser) => [
        await readProject(folder, headCommit, parser),
        shas.merge_base === null ? null : await readBase(folder, shas.merge_base, parser),
      ])
      const plan = planAgainst({ base, head, shas }, await readProduction(head, folder, io))
      if (options.explain === undefined) return { json: plan, text: planText(plan), exit: exits.done }
      const story = explainText(plan, options.explain)
      if (story !== null) return { json: plan, text: story, exit: exits.done }
      const hint = didYouMean(
        options.explain,
        head.order.map((node) => node.name),
      )
      throw new Fault('plan.unknown_node', exits.usage, `There is no node "${options.explain}".`, hint)
    }),
  )
}

/** What production runs, where there is a ledger; null in a fresh clone. */
async function readProduction(project: Project, folder: string, io: Io): Promise<ProductionState | null> {
  return withLedger(project, folder, io, async (warehouse) => {
    if ((await presentVersion(warehouse)) === 0) return null
    const { version, bound } = await readEnvironment(warehouse, 'production')
    return version === 0 ? null : { version, bound: new Map([...bound].map(([id, build]) => [id, build.fingerprint])) }
  })
}
