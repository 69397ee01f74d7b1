import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { glob } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { evaluateTemplate, readTemplate } from '../../recipes-schema/expression/template.ts'
import type { Source } from '../../recipes-schema/recipe/types.ts'
import { exits, Fault } from '../fault.ts'
import { download, downloadPath, isAddress } from './download.ts'
import { openVariables } from './open-variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Evaluates a template that may only use `env` and `secrets`, which are both environment variables unless other secrets are
 * given; one that is not set is a fault, never an empty path.
 */
export function evaluateWithEnv(
  template: string,
  env: Environment,
  what: string,
  given: Readonly<Record<string, string>> | null = null,
): string {
  const open = openVariables(env)
  const secrets = given ?? open
  for (const { path } of readTemplate(template).references) {
    const [context, name] = path
    if ((context !== 'env' && context !== 'secrets') || name === undefined)
      throw new Fault(
        'expression.context',
        exits.usage,
        `${what} may use env and secrets alone, not ${path.join('.')}.`,
      )
    if (!(context === 'env' ? open : secrets)[name])
      throw new Fault(
        'env.missing',
        exits.usage,
        `${what} needs the environment variable ${name}, which is not set.`,
        `Set ${name}.`,
      )
  }
  return String(evaluateTemplate(template, { env: open, secrets }) ?? '')
}

/** A source's file on disk: absolute, or from the folder that galley.yaml is in; for an address, where it is kept. */
export async function sourcePath(source: Source, env: Environment, root: () => Promise<string>): Promise<string> {
  const written = writtenFile(source, env)
  if (isAddress(written)) return downloadPath(written, env)
  return isAbsolute(written) ? written : join(await root(), written)
}

/** What a source's `file` comes to: a path, a glob, or an address. */
export function writtenFile(source: Source, env: Environment): string {
  if (source.origin.type !== 'file') throw new Error(`${source.id} is no file`)
  return evaluateWithEnv(source.origin.file, env, `The source ${source.name}`)
}

/** Brings a source's file onto this machine where it is at an address; what is here and has not changed is not fetched. */
export async function fetchSource(source: Source, env: Environment, signal: AbortSignal): Promise<void> {
  const written = writtenFile(source, env)
  if (isAddress(written)) await download(written, downloadPath(written, env), source.name, signal)
}

/** A source's version: a hash of the content of its files, in the order of their names. */
export async function sourceVersion(source: Source, path: string): Promise<string> {
  const files = await filesOf(path)
  const hash = createHash('sha256')
  if (files.length === 0) throw missing(source, path)
  for (const file of files.sort()) {
    try {
      await pipeline(createReadStream(file), hash, { end: false })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missing(source, path)
      throw new Fault(
        'source.unreadable',
        exits.world,
        `The source ${source.name} cannot be read: ${(error as Error).message}`,
      )
    }
  }
  return hash.digest('hex')
}

async function filesOf(path: string): Promise<string[]> {
  if (!/[*?[]/.test(path)) return [path]
  const files: string[] = []
  for await (const file of glob(path)) files.push(file)
  return files
}

function missing(source: Source, path: string): Fault {
  return new Fault(
    'source.missing',
    exits.world,
    `The source ${source.name} is not there: no file ${path}.`,
    'Has it been delivered?',
  )
}
