import type { Chatop } from './chatop.ts'
import { help } from './help.ts'
import { plan } from './plan.ts'
import { run } from './run.ts'
import { status } from './status.ts'

const others: readonly Chatop[] = [status, plan, run]

/** Every command: one file each, one line above. */
export const chatops: readonly Chatop[] = [help(others), ...others]
