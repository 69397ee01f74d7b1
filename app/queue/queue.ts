import { type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { RateLimited } from '../github/attempts.ts'
import { faultWords } from '../github/faults.ts'
import type { Database } from '../store/database.ts'
import type { Job } from './job.ts'

export interface Queue {
  /** Stores the job; from then on it is done, whatever becomes of this process. */
  send(key: string, job: Job): Promise<void>
  start(handlers: Handlers): Promise<void>
  /** Lets what is being done come to its end and takes nothing new. */
  stop(): Promise<void>
}

interface Handlers {
  readonly work: (job: Job) => Promise<void>
  /** Called once when a job is given up, so that it can be said where people look. */
  readonly park: (job: Job, error: unknown) => Promise<void>
}

const name = 'work'
const workers = 4
const retries = { retryLimit: 5, retryDelay: 2, retryBackoff: true, retryDelayMax: 300 }

/**
 * The durable queue. Jobs of one key run in the order in which they came, one at a time. A failed one is tried again
 * with growing pauses; after the last attempt it is handed to `park` and let go, so that it does not hold back those
 * behind it for ever.
 */
export async function createQueue(database: Pick<Database, 'queue' | 'exclusive'>, log: Logger): Promise<Queue> {
  const boss = new PgBoss({ ...database.queue, useListenNotify: true, schedule: false })
  boss.on('error', (error) => log.error({ err: error }, 'the work queue reports an error'))
  await boss.start()
  await boss.createQueue(name, { policy: 'key_strict_fifo', notify: true, heartbeatSeconds: 30, ...retries })
  const ids: string[] = []
  const wake = () => {
    for (const id of ids) boss.notifyWorker(id)
  }

  const send = async (key: string, job: Job, startAfter = 0): Promise<void> => {
    await boss.send(name, job, { singletonKey: key, startAfter })
    wake()
  }

  const perform = async (found: JobWithMetadata<Job>, { work, park }: Handlers): Promise<void> => {
    const job = found.data
    try {
      await work(job)
    } catch (error) {
      if (error instanceof RateLimited) {
        log.warn({ job, seconds: error.seconds }, 'delayed by a rate limit of GitHub')
        await send(found.singletonKey ?? '', job, error.seconds)
      } else if (found.retryCount < found.retryLimit) {
        log.warn({ job, attempt: found.retryCount + 1, err: error }, 'a job failed and is tried again')
        throw error
      } else {
        log.error({ job, err: error, reason: faultWords(error) }, 'a job was given up')
        await park(job, error)
      }
    }
    // Completed before the handler returns, because the next job of this key may be waiting for just that: nothing else
    // would wake a worker for it.
    await boss.complete(name, { id: found.id, retryCount: found.retryCount })
    setImmediate(wake)
  }

  return {
    send,
    async start(handlers) {
      if (database.exclusive) await reclaim(boss)
      for (let count = 0; count < workers; count++) {
        const options = { includeMetadata: true, notifyPollingIntervalSeconds: 2 } as const
        ids.push(
          await boss.work<Job, void, typeof options>(name, options, async (jobs) => {
            for (const job of jobs) await perform(job as JobWithMetadata<Job>, handlers)
          }),
        )
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 20_000 }),
  }
}

/** Jobs that a process left behind when it died: nobody else can be at work on them. */
async function reclaim(boss: PgBoss): Promise<void> {
  const found = await boss.findJobs<Job>(name)
  const left = found.filter((job) => job.state === 'active').map((job) => job.id)
  if (left.length > 0) await boss.fail(name, left, { message: 'the process that worked on it ended' })
}
