import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { scratch } from '../support/scratch.ts'
import { conforms } from './conformance.ts'
import { duckdb } from './engines.ts'

const options = { waitMs: 0, onWait: () => {}, signal: new AbortController().signal }

conforms(duckdb, async () => openDuckdb(join(await scratch(), 'w.duckdb'), options))

it('where it cannot write, that is the world, and not a fault of Galley', async () => {
  const folder = await scratch()
  await expect(openDuckdb(folder, options)).rejects.toMatchObject({ code: 'warehouse.open', exit: 3 })
  const warehouse = await openDuckdb(join(folder, 'w.duckdb'), options)
  onTestFinished(() => warehouse.close())
  const copy = warehouse.ledger.rows(`COPY (SELECT 1) TO '${join(folder, 'no', 'such', 'folder.csv')}'`)
  await expect(copy).rejects.toMatchObject({ code: 'warehouse.failed', exit: 3 })
  await expect(warehouse.ledger.rows('SELECT * FROM nowhere')).rejects.not.toHaveProperty('exit')
})
