import type { Project } from '../../recipes-schema/recipe/types.ts'
import { count } from '../../recipes-schema/text/count.ts'
import { Fault } from '../fault.ts'
import { secretNamesOf } from '../run/node-secrets.ts'
import { type Secrets, secretNames } from '../secrets/secrets.ts'
import { type Check, check } from './check.ts'

/**
 * Asks the providers of both environments for every secret that observers and nodes name there, the latter as far as they
 * are not asked for with the program that the node hands work to.
 */
export async function checkSecrets(
  project: Project,
  secrets: Readonly<Record<'production' | 'kitchen', Secrets>>,
): Promise<Check[]> {
  const checks: Check[] = []
  for (const [environment, kitchen] of [
    ['production', false],
    ['kitchen', true],
  ] as const) {
    const names = namesIn(project, kitchen)
    if (names.size === 0) continue
    const subject = `secrets of ${kitchen ? 'kitchens' : 'production'}`
    checks.push(await check(subject, () => readAll(names, secrets[environment])))
  }
  return checks
}

function namesIn(project: Project, kitchen: boolean): Set<string> {
  const nodes = project.order.filter((node) => !(kitchen && node.outside && node.sandbox === null))
  const own = nodes.filter((node) => !('options' in node)).flatMap((node) => secretNamesOf(node, project, kitchen))
  const told = project.observers.flatMap(({ settings }) => secretNames(Object.values(settings)))
  return new Set([...own, ...told])
}

/** Every secret that is not there is told of, not the first alone. */
async function readAll(names: ReadonlySet<string>, secrets: Secrets): Promise<string> {
  const faults: Fault[] = []
  for (const name of [...names].sort()) {
    try {
      await secrets.read([name])
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      // A server that is away is away for all of them.
      if (error.code !== 'secret.missing' && error.code !== 'secret.forbidden') throw error
      faults.push(error)
    }
  }
  const [first] = faults
  if (first === undefined) return `${count(names.size, 'secret')}, all there.`
  throw new Fault(first.code, first.exit, faults.map(({ message }) => message).join(' '), first.hint)
}
