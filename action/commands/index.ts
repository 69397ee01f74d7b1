import type { AddCommand } from './command.ts'
import { addDestroy } from './destroy.ts'
import { addDiff } from './diff.ts'
import { addEnvs } from './envs.ts'
import { addOrders } from './orders.ts'
import { addPlan } from './plan.ts'
import { addPromote } from './promote.ts'
import { addRollback } from './rollback.ts'
import { addRun } from './run.ts'
import { addSchema } from './schema.ts'
import { addValidate } from './validate.ts'
import { addVersions } from './versions.ts'

/** The registry of commands, in the order of the help. */
export const commands: readonly AddCommand[] = [
  addValidate,
  addPlan,
  addRun,
  addDiff,
  addPromote,
  addRollback,
  addVersions,
  addEnvs,
  addOrders,
  addDestroy,
  addSchema,
]
