import { controlChartOf, judgeMeasure, type MeasureInput } from '../../action/quality/spc/index.ts'
import { drawPng } from '../../recipes-schema/drawing/draw.ts'
import { PROCESSES, pointOf, Random } from './processes.ts'
import type { Line } from './table.ts'

const DAYS = 365

/**
 * By the clock, which is what people wait for, with the processor's time beside it: that counts the engine's helpers too,
 * and hardly what else the machine does. The least of three. The baseline, which no method can undercut, is to read each
 * number once and add it up.
 */
export async function speed(charts: number): Promise<Line[]> {
  const inputs = measures()
  judgeAll(inputs, 500)
  const judged = await timedAsync(async () => judgeAll(inputs, charts))
  const summed = await timedAsync(async () => void sumAll(inputs, charts))
  const one = controlCharts(inputs, 1)
  const hundred = controlCharts(inputs, 100)
  const canvas = { theme: 'light', width: 960 } as const
  await drawPng(one, canvas, 2)
  const single = await timedAsync(() => drawPng(one, canvas, 2))
  const sheet = await timedAsync(() => drawPng(hundred, canvas, 1))
  return [
    {
      what: `${charts.toLocaleString('en-US')} charts of ${DAYS} points judged`,
      goal: '<= 1 s',
      found: `${told(judged)}; ${Math.round(judged.processor / summed.processor)} times adding the points up`,
      met: judged.clock <= 1,
    },
    {
      what: 'one PNG, 960 pixels wide, twice as fine',
      goal: '<= 100 ms',
      found: told(single),
      met: single.clock <= 0.1,
    },
    { what: '100 charts in one sheet, as PNG', goal: '<= 1 s', found: told(sheet), met: sheet.clock <= 1 },
  ]
}

function measures(): MeasureInput[] {
  const random = new Random(9)
  return Array.from({ length: 200 }, (_, i): MeasureInput => {
    const { nature, start } = PROCESSES[i % PROCESSES.length] ?? PROCESSES[0] ?? fail()
    const draw = start(random)
    const history = Array.from({ length: DAYS }, (_, day) => pointOf(draw(day), day))
    return { history, judged: pointOf(draw(DAYS), DAYS), phases: [], nature, natural: {}, chart: null, sigmas: 3.66 }
  })
}

function judgeAll(inputs: readonly MeasureInput[], times: number): void {
  for (let i = 0; i < times; i++) judgeMeasure(inputs[i % inputs.length] ?? fail())
}

function sumAll(inputs: readonly MeasureInput[], times: number): number {
  let sum = 0
  for (let i = 0; i < times; i++)
    for (const { value } of (inputs[i % inputs.length] ?? fail()).history) sum += value ?? 0
  return sum
}

function controlCharts(inputs: readonly MeasureInput[], count: number): ReturnType<typeof controlChartOf>[] {
  return inputs.slice(0, count).flatMap((input, i) => {
    const answer = judgeMeasure(input).answer()
    const labels = [...input.history, input.judged].map(({ date }) => date)
    return answer === null ? [] : [controlChartOf(answer, { subject: `shop.orders.measure_${i}`, labels }, 61)]
  })
}

/** Seconds. */
interface Time {
  readonly processor: number
  readonly clock: number
}

/** The least of three. */
async function timedAsync(work: () => Promise<unknown>): Promise<Time> {
  const times: Time[] = []
  for (let i = 0; i < 3; i++) {
    const [started, at] = [process.cpuUsage(), performance.now()]
    await work()
    times.push(since(started, at))
  }
  return times.reduce((best, time) => (time.clock < best.clock ? time : best))
}

function since(started: NodeJS.CpuUsage, at: number): Time {
  const { user, system } = process.cpuUsage(started)
  return { processor: (user + system) / 1e6, clock: (performance.now() - at) / 1000 }
}

function told({ processor, clock }: Time): string {
  const written = (seconds: number) => (seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`)
  return `${written(clock)} (${written(processor)} of processors)`
}

function fail(): never {
  throw new Error('there are processes to draw from')
}
