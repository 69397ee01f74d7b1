import { LineCounter, parseDocument } from 'yaml'
import { exits, Fault } from '../fault.ts'
import type { ChartAnswer } from '../quality/spc/index.ts'
import { chart } from '../quality/spc/index.ts'
import type { SeriesError } from '../quality/spc/series/types.ts'

/** The answers to one series or to an array of them, in order, and whether it was an array. */
export interface Answered {
  readonly answers: readonly ChartAnswer[]
  readonly many: boolean
  /** The series as written, for what only a picture needs: names and labels. */
  readonly written: readonly unknown[]
}

/** Judges the text of a SERIES.json. What is wrong with it is a fault with file, line, column and JSON pointer. */
export function answerSeries(text: string, file: string): Answered {
  const written = parsed(text, file)
  const outcome = chart(written)
  if (!outcome.ok) throw badSeries(outcome.error, text, file)
  const { answer } = outcome
  return Array.isArray(answer)
    ? { answers: answer, many: true, written: Array.isArray(written) ? written : [] }
    : { answers: [answer as ChartAnswer], many: false, written: [written] }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { line, column } = syntaxPosition(text)
    const message = `${file}:${line}:${column}: This is not JSON: ${(error as Error).message.replace(/^JSON\.parse: /, '')}.`
    throw new Fault('chart.not_json', exits.usage, message, syntaxHint(text), { file, line, column, path: null })
  }
}

/** JavaScript's parser tells no line; YAML's, told to read nothing but JSON's scalars, does. */
function syntaxPosition(text: string): { line: number; column: number } {
  const lines = new LineCounter()
  const { errors } = parseDocument(text, { schema: 'json', lineCounter: lines })
  const first =
    errors.map((error) => error.pos[0]).toSorted((a, b) => a - b)[0] ?? Math.max(0, text.trimEnd().length - 1)
  const { line, col } = lines.linePos(first)
  return { line, column: Math.max(1, col) }
}

function syntaxHint(text: string): string {
  if (text.trim() === '') return 'Give a series, as in {"chart":"i","values":[1,2,3]}.'
  return /\b(NaN|-?Infinity)\b/.test(text)
    ? 'JSON has no NaN and no Infinity: write null for a missing point.'
    : 'See `galley chart --help`.'
}

function badSeries({ code, message, hint, location: { path } }: SeriesError, text: string, file: string): Fault {
  const { line, column } = positionOf(path, text)
  const words = `${file}:${line}:${column}: ${message} (${path})`
  return new Fault(code, exits.usage, words, hint, { file, line, column, path })
}

/** Line and column of what a JSON pointer names; of the nearest thing around it where it names nothing. */
function positionOf(path: string, text: string): { line: number; column: number } {
  const lines = new LineCounter()
  const document = parseDocument(text, { schema: 'json', lineCounter: lines, keepSourceTokens: false })
  const keys = path === '/' ? [] : path.slice(1).split('/')
  for (let length = keys.length; length >= 0; length--) {
    const part = keys.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    const node = length === 0 ? document.contents : document.getIn(part, true)
    const start = (node as { range?: readonly number[] } | null | undefined)?.range?.[0]
    if (start === undefined) continue
    const { line, col } = lines.linePos(start)
    return { line, column: Math.max(1, col) }
  }
  return { line: 1, column: 1 }
}
