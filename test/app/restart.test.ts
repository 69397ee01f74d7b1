import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { Job } from '../../app/queue/job.ts'
import { createQueue } from '../../app/queue/queue.ts'
import { openDatabase } from '../../app/store/database.ts'

test('what a process left behind when it was killed is worked by the next one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'galley-restart-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/hanging-worker.ts'), folder])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')

  const database = await openDatabase({ type: 'pglite', folder })
  const queue = await createQueue(database, pino({ level: 'silent' }))
  const worked = Promise.withResolvers<Job>()
  await queue.start({ work: async (job) => worked.resolve(job), park: async () => {} })
  expect(await worked.promise).toEqual({ type: 'start', order: 'a1' })
  await queue.stop()
  await database.close()
  await rm(folder, { recursive: true })
})
