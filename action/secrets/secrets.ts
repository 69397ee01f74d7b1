import { readTemplate } from '../../recipes-schema/expression/template.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { environmentProvider } from '../../recipes-schema/written/keys/secrets.ts'
import { exits, Fault } from '../fault.ts'
import { type Redactor, redactor } from '../logs/redactor.ts'
import { secretsOf } from '../logs/secrets.ts'
import { evaluateWithEnv } from '../run/sources.ts'
import { providers } from './index.ts'
import type { Declared, Provider, ProviderWorld } from './provider.ts'

/** The secrets of one environment, for as long as an order or a command lasts. */
export interface Secrets {
  /** The values by name, masked from here on. What nobody has is a fault that says who was asked. */
  read(names: Iterable<string>): Promise<Readonly<Record<string, string>>>
  /** Knows every secret that was given, and those that the environment holds. */
  readonly redactor: Redactor
  /** Gives back what was lent: tokens and leases. Never throws. */
  close(): Promise<void>
}

export type SecretSettings = Pick<Project, 'secretProviders' | 'production' | 'kitchen'>
type World = Pick<ProviderWorld, 'env' | 'signal' | 'warn'>

/** The secrets that production or a kitchen is told; nobody is asked before the first one is needed. */
export function openSecrets(
  { secretProviders, ...environments }: SecretSettings,
  environment: 'production' | 'kitchen',
  world: World,
): Secrets {
  const names = environments[environment].secrets
  const asked = names.map((name) => secretProviders.get(name) ?? declaredNowhere(name))
  return secretsFrom(asked, world)
}

/** Environment variables alone. */
export function environmentSecrets(env: World['env']): Secrets {
  return secretsFrom([declaredNowhere(environmentProvider)], {
    env,
    signal: new AbortController().signal,
    warn: () => undefined,
  })
}

/** The names of the secrets that texts use. */
export function secretNames(templates: Iterable<string>): string[] {
  const found = [...templates].flatMap((text) => (text.includes('${{') ? readTemplate(text).references : []))
  return found.flatMap(({ path: [context, name] }) => (context === 'secrets' && name !== undefined ? [name] : []))
}

function declaredNowhere(name: string): Declared {
  return { name, type: name, settings: {} }
}

function secretsFrom(asked: readonly Declared[], world: World): Secrets {
  // Plans ask for no secret and show none.
  let made: Redactor | null = null
  const hide = (): Redactor => {
    made ??= redactor(secretsOf(world.env))
    return made
  }
  const opened = new Map<string, Promise<Provider>>()
  const values = new Map<string, Promise<string>>()
  const inner: ProviderWorld = {
    ...world,
    mask: (text) => hide().add(text),
    warn: (message) => world.warn(hide().redact(message)),
    clock: () => performance.now(),
  }
  const providerOf = (one: Declared): Promise<Provider> => {
    const known = opened.get(one.name) ?? open(one, inner)
    opened.set(one.name, known)
    return known
  }
  const ask = async (name: string): Promise<string> => {
    const places: string[] = []
    for (const one of asked) {
      const provider = await providerOf(one)
      const value = await provider.read(name)
      if (value !== null) {
        hide().add(value)
        return value
      }
      places.push(provider.placeOf(name))
    }
    const message = `The secret ${name} is not there: nobody has set ${places.join(', nor ')}.`
    throw new Fault('secret.missing', exits.usage, message, `Set ${places[0]}, or name another provider.`)
  }
  return {
    get redactor() {
      return hide()
    },
    async read(names) {
      const wanted = [...new Set(names)]
      const found = await Promise.all(
        wanted.map(async (name) => {
          const value = values.get(name) ?? ask(name)
          values.set(name, value)
          // What failed may be there the next time: a try again asks again.
          value.catch(() => values.delete(name))
          return [name, await value] as const
        }),
      )
      return Object.fromEntries(found)
    },
    async close() {
      const all = await Promise.allSettled(opened.values())
      await Promise.all(all.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)))
    },
  }
}

async function open({ name, type, settings }: Declared, world: ProviderWorld): Promise<Provider> {
  const load = providers[type]
  if (load === undefined) throw new Error(`there is no secret provider of type ${type}`)
  const evaluated = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === 'string' ? evaluateWithEnv(value, world.env, `The secret provider ${name}`) : value,
  ])
  return (await load())({ name, type, settings: Object.fromEntries(evaluated) }, world)
}
