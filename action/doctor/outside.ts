import type { ContextValues } from '../../recipes-schema/expression/template.ts'
import type { OutsideNode, Project } from '../../recipes-schema/recipe/types.ts'
import { dbtPreflight } from '../nodes/dbt-preflight.ts'
import { outsideOf } from '../nodes/outside.ts'
import { told } from '../orchestrators/drive.ts'
import { type AskedKind, openerOf } from '../orchestrators/index.ts'
import { OutsideFault } from '../orchestrators/outside-fault.ts'
import { secretNamesOf } from '../run/node-secrets.ts'
import { openVariables } from '../run/open-variables.ts'
import { serviceSettings } from '../run/service-settings.ts'
import type { Environment } from '../run/sources.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { type Check, check } from './check.ts'

export interface Looking {
  readonly project: Project
  /** The repository's root. */
  readonly root: string
  readonly env: Environment
  /** YYYY-MM-DD. */
  readonly date: string
  readonly signal: AbortSignal
  readonly secrets: Readonly<Record<'production' | 'kitchen', Secrets>>
}

/** Asks the tools of all nodes that hand work out whether they would take it; starts nothing. */
export async function checkOutside(looking: Looking): Promise<Check[]> {
  const nodes = looking.project.order.filter((node) => node.kind in kinds) as OutsideNode[]
  const checks: Check[] = []
  // One after the other: two that open one file would be in each other's way.
  for (const node of nodes) checks.push(await checkNode(node, false, looking), await checkKitchen(node, looking))
  return checks
}

const kinds: Readonly<Record<OutsideNode['kind'], true>> = {
  airflow: true,
  control_m: true,
  dagster: true,
  dbt: true,
  prefect: true,
  workflow: true,
}

async function checkKitchen(node: OutsideNode, looking: Looking): Promise<Check> {
  if (node.sandboxed !== null) return checkNode(node, true, looking)
  const message = 'It has no `sandbox:`, so a kitchen leaves it alone.'
  return { subject: `${node.id} in a kitchen`, state: 'skipped', code: null, message }
}

function checkNode(node: OutsideNode, kitchen: boolean, looking: Looking): Promise<Check> {
  const { project, root, env, signal } = looking
  const secrets = looking.secrets[kitchen ? 'kitchen' : 'production']
  return check(`${node.id} in ${kitchen ? 'a kitchen' : 'production'}`, async () => {
    const environment = openVariables(env)
    const given = await secrets.read(secretNamesOf(node, project, kitchen))
    const service = (name: string): Record<string, string> =>
      serviceSettings(project, name, env, given, secrets.redactor)
    const values = { ...valuesOf(node, kitchen, looking), secrets: given }
    const outside = outsideOf(node, { kitchen, values, environment, service })
    if (node.kind === 'dbt') return dbtPreflight(node, outside, root, signal)
    const tool = (await openerOf(node.kind as AskedKind))(outside)
    try {
      const facts = await tool.preflight(signal)
      return [`${tool.tool}: ${tool.subject} can be run.`, ...facts].join(' ')
    } catch (error) {
      throw error instanceof OutsideFault ? told(error, tool, null) : error
    }
  })
}

/** What is known before an order: what upstreams will have left is empty here. */
function valuesOf(node: OutsideNode, kitchen: boolean, { env, date }: Looking): ContextValues {
  const open = openVariables(env)
  const order = { id: 'doctor', date, environment: kitchen ? 'kitchen' : 'production' }
  const empty = { nodes: {}, tests: {}, measures: {}, relations: {} }
  return { ...empty, vars: node.variables, matrix: node.matrix, env: open, order }
}
