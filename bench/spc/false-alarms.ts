import { familyAdjusted, judgeMeasure } from '../../action/quality/spc/index.ts'
import { PROCESSES, pointOf, Random } from './processes.ts'
import type { Line } from './table.ts'

/** How many measures one order judges, and how many days of production are behind them. */
const MEASURES = 200
const DAYS = 120

/** Orders in which nothing is wrong, each with 200 measures of one kind: how many alarm at all? */
export function falseAlarms(orders: number): Line[] {
  const sigmas = familyAdjusted(MEASURES)
  return PROCESSES.map(({ name, nature, start }) => {
    const random = new Random(20_261_125)
    let [alarmed, alarms] = [0, 0]
    for (let order = 0; order < orders; order++) {
      const before = alarms
      for (let measure = 0; measure < MEASURES; measure++) {
        const draw = start(random)
        const history = Array.from({ length: DAYS }, (_, day) => pointOf(draw(day), day))
        const judged = pointOf(draw(DAYS), DAYS)
        const { signal } = judgeMeasure({ history, judged, phases: [], nature, natural: {}, chart: null, sigmas })
        if (signal !== null) alarms++
      }
      if (alarms > before) alarmed++
    }
    const share = alarmed / orders
    const noise = 2 * Math.sqrt((0.05 * 0.95) / orders)
    return {
      what: `clean order of ${MEASURES} measures alarms: ${name}`,
      goal: '<= 5 %',
      found: `${(100 * share).toFixed(1)} % (${alarms} signals in ${orders} orders)`,
      met: share <= 0.05 + noise,
    }
  })
}
