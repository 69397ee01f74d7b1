import { count } from '../text/count.ts'
import type { AlarmBudget } from './types.ts'

/** "143 measures judged, limits widened to 3.58 sigma so that a clean run alarms at most 5 % of the time" */
export function budgetWords({ measures, sigmas, false_alarms }: AlarmBudget): string {
  const share = `${Math.round(false_alarms * 1000) / 10} %`
  const limits = sigmas > 3 ? `limits widened to ${sigmas.toFixed(2)} sigma` : 'limits at 3 sigma'
  return `${count(measures, 'measure')} judged, ${limits} so that a clean run alarms at most ${share} of the time`
}
