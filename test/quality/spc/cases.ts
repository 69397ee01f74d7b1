import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { runProgram } from '../../../action/program.ts'
import { type ChartAnswer, chart } from '../../../action/quality/spc/index.ts'

/** Case files differ in shape from kind to kind; what is read from them is compared, not trusted. */
// biome-ignore lint/suspicious/noExplicitAny: a type for each kind of case would only repeat the files.
export type Json = any

/** A verification case: inputs and expected numbers from the literature or recomputed independently. */
export function readCase(id: string): { input: Json; expected: Json } {
  return JSON.parse(readFileSync(new URL(`../../fixtures/spc-cases/${id}.json`, import.meta.url), 'utf8'))
}

/** The answer to one series that must be valid. */
export function answerOf(series: object): ChartAnswer {
  const outcome = chart(series)
  if (!outcome.ok) throw new Error(`${outcome.error.code} at ${outcome.error.location.path}: ${outcome.error.message}`)
  if (Array.isArray(outcome.answer)) throw new Error('one series was answered by many')
  return outcome.answer as ChartAnswer
}

export const ALL_RULES = [
  'beyond_3s',
  'two_of_three_2s',
  'four_of_five_1s',
  'run_8',
  'run_9',
  'trend_6',
  'alternating_14',
  'within_1s_15',
  'outside_1s_8',
]

/** What `galley chart` does with a text on its standard input. */
export async function galleyChart(
  input: string,
  ...options: string[]
): Promise<{ exit: number; out: string; err: string; json: Json }> {
  const out: string[] = []
  const err: string[] = []
  const exit = await runProgram(['chart', '-', ...options], {
    env: {},
    cwd: tmpdir(),
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    colour: false,
    signal: new AbortController().signal,
    now: () => new Date(),
    input: async () => input,
  })
  const json = options.includes('--json') ? JSON.parse(out.join('\n')) : null
  return { exit, out: out.join('\n'), err: err.join('\n'), json }
}

/** The command's own answer to one series that must be valid. */
export async function commandAnswer(series: object): Promise<Json> {
  const { exit, json } = await galleyChart(JSON.stringify(series), '--json')
  if (exit !== 0) throw new Error(JSON.stringify(json))
  return json
}
