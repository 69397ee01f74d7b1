import type { Observer } from '../../recipes-schema/recipe/types.ts'
import { evaluateWithEnv } from '../run/sources.ts'
import { type Secrets, secretNames } from '../secrets/secrets.ts'
import { version } from '../version.ts'
import type { Happening, World } from './happening.ts'
import { observerKinds } from './kinds.ts'
import { outbox } from './outbox.ts'

/** Who is told of one order. */
export interface Observers {
  tell(happening: Happening): void
  /** Waits so many milliseconds for what is still to be told. Never throws. */
  close(patience: number): Promise<void>
}

export interface Observing {
  /** As the default branch declares them; those of environment variables come on top. */
  readonly observers: readonly Pick<Observer, 'name' | 'type' | 'settings'>[]
  /** The folder that files are meant from. */
  readonly root: string
  readonly warn: (message: string) => void
}

type Env = Readonly<Record<string, string | undefined>>

/** Whether anybody is to be told. */
export function areAny(observing: Observing, env: Env): boolean {
  return namedBy(observing, env).length > 0
}

/** Those whom the project and the environment name; null for nobody. What is wrong with one is said, and fails nothing. */
export async function openObservers(
  observing: Observing,
  env: Env,
  secrets: Pick<Secrets, 'read' | 'redactor'>,
  world: Omit<World, 'producer'>,
): Promise<Observers | null> {
  const { root, warn } = observing
  const whole: World = { ...world, producer: producerOf(env) }
  const opened = await Promise.all(
    namedBy(observing, env).map(async ({ name, type, settings }) => {
      try {
        const given = await secrets.read(secretNames(Object.values(settings)))
        const evaluated = Object.entries(settings).map(([key, text]) => [
          key,
          evaluateWithEnv(text, env, `The observer ${name}`, given),
        ])
        const { translate, send, inParallel } = openKind(type, Object.fromEntries(evaluated), root)
        return { name, translate, box: outbox(send, inParallel) }
      } catch (error) {
        warn(`${name} is told nothing of this order: ${secrets.redactor.redact((error as Error).message)}`)
        return null
      }
    }),
  )
  const open = opened.filter((one) => one !== null)
  if (open.length === 0) return null
  return {
    tell(happening) {
      for (const { name, translate, box } of open) {
        try {
          for (const message of translate(happening, whole)) box.push(message)
        } catch (error) {
          // Not to be told is no reason for an order to fail.
          warn(`${name} is not told of ${happening.type}: ${(error as Error).message}`)
        }
      }
    },
    async close(patience) {
      await Promise.all(
        open.map(async ({ name, box }) => {
          const { lost, of, why } = await box.close(patience)
          if (lost === 0) return
          warn(`${name} was not told ${lost} of ${of} events of this order: ${secrets.redactor.redact(why)}.`)
        }),
      )
    },
  }
}

function namedBy({ observers }: Observing, env: Env): Observing['observers'] {
  return [...observers.filter(({ type }) => type !== 'openlineage' || !isDisabled(env)), ...fromEnvironment(env)]
}

function openKind(type: string, settings: Readonly<Record<string, string>>, root: string) {
  const kind = observerKinds[type]
  if (kind === undefined) throw new Error(`there is no observer of type ${type}`)
  return kind(settings, root)
}

/** The variables of OpenLineage's own clients. */
function fromEnvironment(env: Env): Observing['observers'] {
  const { OPENLINEAGE_URL: url, OPENLINEAGE_ENDPOINT: endpoint, OPENLINEAGE_NAMESPACE: namespace } = env
  if (!url || isDisabled(env)) return []
  const settings = {
    url,
    ...(endpoint ? { endpoint } : {}),
    ...(namespace ? { namespace } : {}),
    ...(env.OPENLINEAGE_API_KEY ? { api_key: '${{ env.OPENLINEAGE_API_KEY }}' } : {}),
  }
  return [{ name: 'OPENLINEAGE_URL', type: 'openlineage', settings }]
}

function isDisabled({ OPENLINEAGE_DISABLED: disabled = '' }: Env): boolean {
  return disabled.trim().toLowerCase() === 'true'
}

/** The Action's own repository where this is one; a name that needs none elsewhere. */
function producerOf({ GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref }: Env): string {
  return repository ? `https://github.com/${repository}${ref ? `/tree/${ref}` : ''}` : `urn:galley:${version}`
}
