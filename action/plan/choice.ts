import { type Choice, noChoice } from '../../recipes-schema/recipe/choice.ts'
import { exits, Fault } from '../fault.ts'

/** As what `--variation NAME` and `--var NAME=VALUE` (as often as needed) let a project be read. */
export function readChoice(options: { readonly variation?: string; readonly var?: readonly string[] }): Choice {
  const variables: Record<string, string> = {}
  for (const text of options.var ?? []) {
    const [, name, value] = /^([a-z][a-z0-9_]*)=([\s\S]*)$/.exec(text) ?? []
    if (name === undefined || value === undefined)
      throw new Fault('usage.variable', exits.usage, `--var ${text} gives no value.`, 'Write it as --var NAME=VALUE.')
    if (Object.hasOwn(variables, name))
      throw new Fault('usage.variable', exits.usage, `--var ${name} is given twice.`, 'Give each variable one value.')
    variables[name] = value
  }
  return { ...noChoice, variation: options.variation ?? null, variables }
}
