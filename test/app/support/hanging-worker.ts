import { pino } from 'pino'
import { createQueue } from '../../../app/queue/queue.ts'
import { openDatabase } from '../../../app/store/database.ts'

// A process that takes a job and never ends it, until it is killed. Its one argument is the store's folder.
const database = await openDatabase({ type: 'pglite', folder: process.argv[2] ?? '' })
const queue = await createQueue(database, pino({ level: 'silent' }))
await queue.start({
  work: () => {
    process.stdout.write('at work\n')
    return new Promise(() => {})
  },
  park: async () => {},
})
await queue.send('a', { type: 'start', order: 'a1' })
