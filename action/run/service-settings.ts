import type { Project } from '../../recipes-schema/recipe/types.ts'
import { exits, Fault } from '../fault.ts'
import type { Redactor } from '../logs/redactor.ts'
import { secretNames } from '../secrets/secrets.ts'
import { type Environment, evaluateWithEnv } from './sources.ts'

/** What nobody should read of a connection's settings. */
const secret: ReadonlySet<string> = new Set(['password', 'token'])

/** The names of the secrets that a connection's settings use. */
export function secretsOfService({ services }: Pick<Project, 'services'>, name: string): string[] {
  return secretNames(Object.values(services.get(name)?.settings ?? {}))
}

/** The settings of a connection that is no warehouse, evaluated; its secrets are masked from here on. */
export function serviceSettings(
  { services }: Pick<Project, 'services'>,
  name: string,
  env: Environment,
  secrets: Readonly<Record<string, string>>,
  redactor: Redactor,
): Record<string, string> {
  const service = services.get(name)
  if (service === undefined)
    throw new Fault('project.unknown_connection', exits.usage, `There is no connection "${name}".`)
  const entries = Object.entries(service.settings).map(([key, template]): [string, string] => {
    const value = evaluateWithEnv(template, env, `The connection ${name}`, secrets)
    if (secret.has(key)) redactor.add(value)
    return [key, value]
  })
  return Object.fromEntries(entries)
}
