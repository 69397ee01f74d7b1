import { exits } from '../fault.ts'
import type { AddCommand } from './command.ts'

export interface PlanOptions {
  readonly base?: string
  readonly head?: string
  readonly env?: string
  readonly select?: string
  readonly variation?: string
  readonly var?: readonly string[]
  readonly explain?: string
}

export const addPlan: AddCommand = (program, _io, answer) => {
  const command = program
    .command('plan')
    .description('say what would run and why; changes nothing')
    .option('--base <rev>', 'what to compare with (default: the default branch)')
    .option('--head <rev>', 'what to plan (default: the working tree)')
    .option('--env <name>', 'for production, or for the kitchen of that name')
    .option('--select <expr>', 'only these nodes: name, +name, name+, 2+name+1, tag:x, recipe:x, kind:x, changed')
    .option('--variation <name>', 'as this variation of the recipes that have it')
    .option(
      '--var <name=value>',
      'a value of a variable, as often as needed',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--explain <node>', 'tell why one node is in the plan as it is')
    .addHelpText(
      'after',
      '\nExamples:\n  galley plan --base main --head my-change --json\n  galley plan --select "changed,recipe:shop tag:daily+"\n  galley plan --explain orders',
    )
  command.action(() =>
    answer(command, async (folder, io) => {
      const { makePlan } = await import('../plan/make-plan.ts')
      const { planText } = await import('../report/plan-text.ts')
      const { storyText } = await import('../../recipes-schema/plan/story-text.ts')
      const options = command.opts<PlanOptions>()
      const plan = await makePlan(folder, io, options)
      return {
        json: plan,
        // Made only for whom it is shown to.
        get text() {
          return plan.explanation === undefined ? planText(plan) : storyText(plan.explanation)
        },
        exit: exits.done,
      }
    }),
  )
}
