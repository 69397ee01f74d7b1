import { exits, Fault } from '../fault.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { describeVersions } from './describe-version.ts'
import { type EnvironmentState, readVersions } from './environments.ts'

/** The refusal of a commit that does not contain production's, with whose change it would take back. */
export async function staleCheckout(
  warehouse: Warehouse,
  { name, version, commit: stands }: EnvironmentState,
  commit: string,
  hint: string,
): Promise<Fault> {
  const newest = (await readVersions(warehouse, name)).filter((one) => one.version === version)
  const message = `Production stands on ${stands?.slice(0, 10)} since ${describeVersions(newest)}, which ${commit.slice(0, 10)} does not contain: this would take that change back.`
  return new Fault('production.stale_checkout', exits.refused, message, hint)
}
