import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { OutsideNode } from '../../recipes-schema/recipe/types.ts'
import { canonicalJson } from '../../recipes-schema/text/digest.ts'
import type { NodeContext } from '../nodes/node.ts'
import type { DbtResult } from './artifacts.ts'
import type { DbtOptions } from './options.ts'

/** Where one run of dbt keeps what it makes beside relations, outside the checkout. */
export interface DbtKeep {
  /** dbt's target folder: this order's alone, for as long as it may go on. */
  readonly target: string
  /** What an earlier try of this order has come to on this machine; null: there was none, or it was not dbt that failed. */
  readonly before: readonly DbtResult[] | null
  /** Ends it: what was read is kept for the next order, and the rest only of what may be gone on with. */
  close(failed: readonly DbtResult[] | null): Promise<void>
}

/** What dbt has read of a project; it finds out itself what has changed since. */
const parsed = 'partial_parse.msgpack'
const results = 'galley-failed.json'

/**
 * Opens it. What was read is found again by node, variables and target: dbt reads all anew when these change, and so no
 * kitchen's manifest is taken for production's.
 */
export async function openKeep(
  node: OutsideNode,
  { project, vars, target: name }: DbtOptions,
  { environment, kitchen, order }: Pick<NodeContext, 'environment' | 'kitchen' | 'order'>,
): Promise<DbtKeep> {
  const home = join(environment.XDG_CACHE_HOME ?? join(environment.HOME ?? homedir(), '.cache'), 'galley', 'dbt')
  const key = [node.id, node.folder, project, vars ?? {}, name ?? null, kitchen]
  const shared = join(home, digestOf(key))
  const target = join(home, 'orders', digestOf([...key, order]))
  await mkdir(target, { recursive: true })
  const written = await readFile(join(target, results), 'utf8').catch(() => null)
  const before = written === null ? null : (JSON.parse(written) as readonly DbtResult[])
  // A retry goes on from what dbt has left; everything else begins without it.
  if (before === null) {
    await rm(join(target, 'run_results.json'), { force: true })
    await copyFile(join(shared, parsed), join(target, parsed)).catch(ignore)
  }
  return {
    target,
    before,
    async close(failed) {
      await mkdir(shared, { recursive: true })
      // Others may read or write it at this moment: it is put there whole.
      const whole = join(shared, `${parsed}.${process.pid}`)
      await copyFile(join(target, parsed), whole)
        .then(() => rename(whole, join(shared, parsed)))
        .catch(ignore)
      if (failed === null) await rm(target, { recursive: true, force: true })
      else await writeFile(join(target, results), JSON.stringify(failed))
    },
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 20)
}

/** Without it dbt reads everything. */
function ignore(): void {}
