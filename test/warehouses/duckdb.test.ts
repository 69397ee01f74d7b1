import { join } from 'node:path'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { scratch } from '../support/scratch.ts'
import { conforms } from './conformance.ts'

const options = { waitMs: 0, onWait: () => {}, signal: new AbortController().signal }

conforms('DuckDB', async () => openDuckdb(join(await scratch(), 'w.duckdb'), options))
