import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type ControlChart, terminalChart } from '../../recipes-schema/chart/index.ts'
import { type Canvas, drawPng, drawSvg } from '../../recipes-schema/drawing/draw.ts'
import { measureChart } from '../chart/measure-chart.ts'
import { answerSeries } from '../chart/series-text.ts'
import { exits, Fault } from '../fault.ts'
import { type ChartAnswer, controlChartOf } from '../quality/spc/index.ts'
import { paint } from '../report/report-text.ts'
import type { AddCommand, Answer, Io } from './command.ts'
import { inProject } from './open.ts'

interface Options {
  readonly env?: string
  readonly svg?: string
  readonly png?: string
  readonly text?: boolean
  readonly theme: string
  readonly width: string
  readonly scale: string
  readonly check?: boolean
}

export const addChart: AddCommand = (program, _io, answer) => {
  const command = program
    .command('chart')
    .description('draw and judge any series of numbers, or a measure from the ledger')
    .argument('[series]', 'SERIES.json, - for standard input, or node.measure')
    .option('--env <name>', 'whose newest point of the measure is judged (default: production)')
    .option('--svg <file>', 'write the picture as SVG')
    .option('--png <file>', 'write the picture as PNG')
    .option('--text', 'draw in the terminal (what happens without --json, --svg and --png)')
    .option('--theme <name>', 'light or dark', 'light')
    .option('--width <pixels>', 'width of the picture', '860')
    .option('--scale <n>', 'PNG pixels for each pixel of the picture', '2')
    .option('--check', 'exit 1 when a judged point fails')
    .addHelpText(
      'after',
      `
A series is {"chart":"i","values":[...]}; its keys are in docs/reference/chart.md. An array of series is answered by an array.

Examples:
  galley chart series.json --png chart.png
  galley chart arrivals.row_count --env pr_42
  echo '{"chart":"c","events":[4,5,3,6,4,5,4,3,5,4],"new":[19]}' | galley chart - --json`,
    )
  command.action((series: string | undefined) =>
    answer(command, async (folder, io) => {
      const options = command.opts<Options>()
      const canvas = canvasOf(options)
      const { answers, many, charts } = await (isMeasure(series, options, folder, io)
        ? fromLedger(String(series), options, folder, io)
        : fromText(series, folder, io))
      await writePictures(charts, canvas, options, io.cwd)
      return answerOf({ answers, many, charts }, options, io)
    }),
  )
}

/** A name like a file's is a file; what else could be a measure is one. */
function isMeasure(series: string | undefined, { env }: Options, folder: string, io: Io): boolean {
  if (series === undefined || series === '-') return false
  if (env !== undefined) return true
  const exists = [resolve(io.cwd, series), resolve(folder, series)].some(existsSync)
  return !exists && /^[a-z]\w*(\.[^/]+){1,2}$/.test(series) && !series.endsWith('.json')
}

async function fromText(series: string | undefined, folder: string, io: Io): Promise<Charted> {
  const { text, file } = await seriesText(series, folder, io)
  const { answers, many, written } = answerSeries(text, file)
  const charts = answers.map((one, i) => controlChartOf(one, captionOf(written[i], file, many ? i : null)))
  return { answers, many, charts }
}

async function fromLedger(name: string, { env = 'production' }: Options, folder: string, io: Io): Promise<Charted> {
  const { result, judgement, caption } = await inProject(folder, io, (warehouse, project) =>
    measureChart(warehouse, project, name, env),
  )
  const { series } = judgement
  const answer = judgement.answer()
  if (answer === null)
    throw new Fault('chart.not_judged', exits.usage, judgement.notes.at(-1)?.message ?? 'It cannot be charted.')
  const { accepted, comparable, signal } = result
  const judged = answer.judged.map((one, i) => {
    if (i < answer.judged.length - 1 || one.signal === null) return one
    // What the order thought of it counts: from a part of the data it warns, or says nothing.
    return { ...one, signal: signal === null ? null : { ...one.signal, severity: signal.severity } }
  })
  const last = answer.judged.at(-1)?.index
  const points = answer.points.map((one, i) => (i === last && !comparable ? { ...one, signals: [] } : one))
  const notes = comparable ? judgement.notes : [{ code: 'not_comparable', message: result.notes.join(' ') }]
  const told = {
    ...answer,
    points,
    judged,
    notes,
    measure: caption.subject,
    environment: env,
    comparable,
    accepted,
    series,
  }
  const chart = controlChartOf(told, { ...caption, inPart: !comparable })
  return { answers: [told], many: false, charts: [chart] }
}

async function seriesText(series: string | undefined, folder: string, io: Io): Promise<{ text: string; file: string }> {
  if (series === undefined || series === '-') {
    if (io.input === undefined)
      throw new Fault('usage.series', exits.usage, 'There is no series.', 'Name a SERIES.json, or pipe one in.')
    return { text: await io.input(), file: 'standard input' }
  }
  // Paths are meant from where the person stands; -C names the project, whose files may be meant as well.
  const path = [resolve(io.cwd, series), resolve(folder, series)].find(existsSync) ?? resolve(io.cwd, series)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'There is no such file' : `It cannot be read (${error.code})`
    throw new Fault('usage.series', exits.usage, `${series}: ${why}.`, 'Name a SERIES.json, or - for standard input.')
  })
  return { text, file: series }
}

/** What a picture calls a series: its own `name`, else the file's. */
function captionOf(written: unknown, file: string, index: number | null): { subject: string; labels: string[] } {
  const { name, dates } = (written ?? {}) as { name?: unknown; dates?: unknown }
  const fallback = `${basename(file).replace(/\.json$/, '')}${index === null ? '' : ` ${index + 1}`}`
  return {
    subject: typeof name === 'string' && name !== '' ? name.slice(0, 200) : fallback,
    labels: Array.isArray(dates) ? dates.map(String) : [],
  }
}

function canvasOf({ theme, width, scale }: Options): Canvas & { scale: number } {
  if (theme !== 'light' && theme !== 'dark')
    throw new Fault('usage.theme', exits.usage, `--theme ${theme} is not known.`, 'Use light or dark.')
  return { theme, width: within('--width', width, 240, 4000), scale: within('--scale', scale, 0.5, 8) }
}

function within(option: string, written: string, low: number, high: number): number {
  const value = Number(written)
  if (written.trim() !== '' && value >= low && value <= high) return value
  throw new Fault('usage.number', exits.usage, `${option} ${written} is not a number from ${low} to ${high}.`)
}

async function writePictures(
  charts: readonly ControlChart[],
  canvas: Canvas & { scale: number },
  { svg, png }: Options,
  folder: string,
): Promise<void> {
  if (charts.length === 0 && (svg ?? png) !== undefined)
    throw new Fault('chart.nothing', exits.usage, 'There is no series to draw.', 'Give at least one.')
  try {
    if (svg !== undefined) await writeFile(resolve(folder, svg), await drawSvg(charts, canvas))
    if (png !== undefined) await writeFile(resolve(folder, png), await drawPng(charts, canvas, canvas.scale))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
      throw new Fault(
        'chart.no_renderer',
        exits.world,
        `Pictures need a renderer that is not installed here: ${message.split('\n')[0]}`,
        'Install Galley with its dependencies (`npm install`), or use --text.',
      )
    if (code === undefined) throw error
    throw new Fault('chart.not_written', exits.world, `The picture could not be written: ${message}`)
  }
}

interface Charted {
  readonly answers: readonly ChartAnswer[]
  readonly many: boolean
  readonly charts: readonly ControlChart[]
}

function answerOf({ answers, many, charts }: Charted, options: Options, io: Io): Answer {
  const fails = answers.some(({ judged }) => judged.some(({ signal }) => signal?.severity === 'fail'))
  const written = [options.svg, options.png].filter((file) => file !== undefined).map((file) => `wrote ${file}`)
  const draws = options.text === true || written.length === 0
  const drawn = draws ? charts.map((chart, i) => chartText(chart, answers[i]?.notes ?? [], io)) : []
  return {
    json: many ? answers : answers[0],
    text: [...drawn, ...written].join('\n\n'),
    exit: options.check === true && fails ? exits.failed : exits.done,
  }
}

/** A chart as a person reads it in a terminal, with its notes. */
function chartText(chart: ControlChart, notes: ChartAnswer['notes'], io: Io): string {
  const tint = paint(io.colour)
  const tones = { good: 'green', warn: 'yellow', fail: 'red', muted: 'dim' } as const
  const drawing = terminalChart(chart, { width: 100, height: 16, paint: (tone, text) => tint(tones[tone], text) })
  return [drawing, ...notes.map(({ message }) => tint('dim', `  ${message}`))].join('\n')
}
