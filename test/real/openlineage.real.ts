import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { watched } from '../observe/shop.ts'
import { desk } from '../support/cli.ts'
import { installed } from './python.ts'

const python = await installed('openlineage', ['openlineage-python==1.54.0'], 60)
const missing = 'missing' in python ? python.missing : null
if (missing !== null) console.log(`OpenLineage's own client is not tried: ${missing}`)

describe.skipIf(missing !== null)("OpenLineage's own client", () => {
  it.each([
    ['passes', 'exit 0', 14],
    ['fails', 'exit 3', 12],
  ])('knows every member of the events of an order that %s, and writes them as they are', async (_, command, least) => {
    const one = await desk(watched('{ box: { type: openlineage, file: lineage.ndjson } }', command))
    await one.galley('run', '--env', 'production')
    const script = fileURLToPath(new URL('openlineage_events.py', import.meta.url))
    const program = join('bin' in python ? python.bin : '', 'python')
    const { stdout } = await execa(program, [script, join(one.folder, 'lineage.ndjson')])
    const { count, wrong } = JSON.parse(stdout)
    expect(wrong).toEqual([])
    expect(count).toBeGreaterThanOrEqual(least)
  })
})
