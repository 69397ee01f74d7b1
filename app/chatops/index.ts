import { cancel } from './cancel.ts'
import { chart } from './chart.ts'
import type { Chatop } from './chatop.ts'
import { diff } from './diff.ts'
import { explain } from './explain.ts'
import { help } from './help.ts'
import { plan } from './plan.ts'
import { retry } from './retry.ts'
import { run } from './run.ts'
import { status } from './status.ts'

const others: readonly Chatop[] = [status, plan, explain, run, diff, chart, retry, cancel]

/** Every command: one file each, one line above. */
export const chatops: readonly Chatop[] = [help(others), ...others]
