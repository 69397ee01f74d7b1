import type { AddCommand } from './command.ts'

/**
 * The registry of commands, in the order of the help. Each is loaded when it is asked for: a command should not wait for
 * what only others need.
 */
export const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  validate: async () => (await import('./validate.ts')).addValidate,
  plan: async () => (await import('./plan.ts')).addPlan,
  run: async () => (await import('./run.ts')).addRun,
  diff: async () => (await import('./diff.ts')).addDiff,
  test: async () => (await import('./test.ts')).addTest,
  mutate: async () => (await import('./mutate.ts')).addMutate,
  promote: async () => (await import('./promote.ts')).addPromote,
  rollback: async () => (await import('./rollback.ts')).addRollback,
  versions: async () => (await import('./versions.ts')).addVersions,
  envs: async () => (await import('./envs.ts')).addEnvs,
  status: async () => (await import('./status.ts')).addStatus,
  orders: async () => (await import('./orders.ts')).addOrders,
  logs: async () => (await import('./logs.ts')).addLogs,
  chart: async () => (await import('./chart.ts')).addChart,
  history: async () => (await import('./history.ts')).addHistory,
  accept: async () => (await import('./accept.ts')).addAccept,
  exclude: async () => (await import('./exclude.ts')).addExclude,
  rebaseline: async () => (await import('./rebaseline.ts')).addRebaseline,
  withdraw: async () => (await import('./withdraw.ts')).addWithdraw,
  destroy: async () => (await import('./destroy.ts')).addDestroy,
  dbt: async () => (await import('./dbt.ts')).addDbt,
  lock: async () => (await import('./lock.ts')).addLock,
  clean: async () => (await import('./clean.ts')).addClean,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  schema: async () => (await import('./schema.ts')).addSchema,
}

/** The command that the arguments ask for, or all: to help, or to find what was meant. */
export async function loadCommands(args: readonly string[]): Promise<AddCommand[]> {
  const first = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-C')
  const asked = first !== undefined && !isHelp(args[0]) && Object.hasOwn(commands, first) ? commands[first] : undefined
  return Promise.all((asked === undefined ? Object.values(commands) : [asked]).map((load) => load()))
}

function isHelp(arg: string | undefined): boolean {
  return arg === '--help' || arg === '-h'
}
