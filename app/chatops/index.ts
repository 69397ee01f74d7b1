import { accept } from './accept.ts'
import { approve } from './approve.ts'
import { cancel } from './cancel.ts'
import { chart } from './chart.ts'
import type { Chatop } from './chatop.ts'
import { destroy } from './destroy.ts'
import { diff } from './diff.ts'
import { explain } from './explain.ts'
import { extend } from './extend.ts'
import { help } from './help.ts'
import { lock } from './lock.ts'
import { pin } from './pin.ts'
import { plan } from './plan.ts'
import { produce } from './produce.ts'
import { promote } from './promote.ts'
import { reset } from './reset.ts'
import { retry } from './retry.ts'
import { rollback } from './rollback.ts'
import { run } from './run.ts'
import { schedule } from './schedule.ts'
import { status } from './status.ts'
import { unlock } from './unlock.ts'

const others: readonly Chatop[] = [
  ...[status, plan, explain, diff, chart],
  ...[run, retry, reset, cancel, accept, approve, pin, extend, destroy],
  ...[promote, produce, schedule, rollback, lock, unlock],
]

/** Every command: one file each, one line above. */
export const chatops: readonly Chatop[] = [help(others), ...others]
