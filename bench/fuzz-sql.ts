/**
 * Mutated SQL in all dialects: no crash, no hang, each refusal with a position.
 *
 *   node bench/fuzz-sql.ts [COUNT] [SEED]
 *
 * The parsers run in this process, so that a hang would stop it: a worker reads, and is given 20 s for one text.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openParser } from '../action/warehouses/parsers.ts'
import { dialects, faultOf, mutated, randomFrom } from '../test/support/sql-mutations.ts'

interface Told {
  readonly index: number
  readonly dialect: string
  readonly text: string
  readonly fault: string | null
  readonly kind: 'parsed' | 'text' | 'refused'
  readonly ms: number
}

if (isMainThread) await watch(Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? 1))
else await work(workerData as { count: number; seed: number; from: number })

async function watch(count: number, seed: number): Promise<void> {
  const kinds: Record<string, Record<Told['kind'], number>> = {}
  const faults: string[] = []
  let slowest: Told | null = null
  const started = performance.now()
  for (let from = 0; from < count; ) {
    from = await new Promise<number>((resolve) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { count, seed, from } })
      let last = from - 1
      let timer = setTimeout(() => undefined, 0)
      const end = (fault: string): void => {
        clearTimeout(timer)
        const random = randomFrom(seed + last + 1)
        faults.push(
          `${fault}: ${dialects[(last + 1) % dialects.length]} ${JSON.stringify(mutated(random).slice(0, 300))}`,
        )
        void worker.terminate().then(() => resolve(last + 2))
      }
      const wait = (ms: number): void => {
        clearTimeout(timer)
        timer = setTimeout(() => end('a hang'), ms)
      }
      // Loading the parsers is not reading.
      wait(120_000)
      worker.on('message', (told: Told | null) => {
        wait(20_000)
        if (told === null) return
        last = told.index
        const before = kinds[told.dialect] ?? { parsed: 0, text: 0, refused: 0 }
        kinds[told.dialect] = { ...before, [told.kind]: before[told.kind] + 1 }
        if (told.fault !== null)
          faults.push(`${told.fault}: ${told.dialect} ${JSON.stringify(told.text.slice(0, 300))}`)
        if (slowest === null || told.ms > slowest.ms) slowest = told
      })
      worker.on('error', (error) => end(`a crash (${error.message})`))
      worker.on('exit', () => {
        clearTimeout(timer)
        if (last + 1 >= count) resolve(count)
      })
    })
  }
  for (const [dialect, { parsed, text, refused }] of Object.entries(kinds))
    console.log(
      `${dialect.padEnd(12)} parsed ${String(parsed).padStart(6)}  as text ${String(text).padStart(6)}  refused ${String(refused).padStart(6)}`,
    )
  for (const fault of faults.slice(0, 20)) console.log(fault)
  const slow = slowest as Told | null
  console.log(`slowest ${slow?.ms.toFixed(0)} ms: ${slow?.dialect}, ${slow?.text.length} characters`)
  console.log(
    `${count} texts, seed ${seed}, ${((performance.now() - started) / 1000).toFixed(0)} s: ${faults.length} faults`,
  )
  process.exitCode = faults.length === 0 ? 0 : 1
}

async function work({ count, seed, from }: { count: number; seed: number; from: number }): Promise<void> {
  const { parser, close } = openParser()
  // What loading takes is no text's.
  for (const dialect of dialects) await parser.parse('select 1', dialect)
  parentPort?.postMessage(null)
  for (let index = from; index < count; index++) {
    const text = mutated(randomFrom(seed + index))
    const dialect = dialects[index % dialects.length] ?? 'duckdb'
    const start = performance.now()
    const fault = await faultOf(parser, text, dialect)
    const ms = performance.now() - start
    const parsed = await parser.parse(text, dialect)
    const kind = !parsed.ok ? 'refused' : parsed.shape.unread === null ? 'parsed' : 'text'
    parentPort?.postMessage({ index, dialect, text: text.slice(0, 400), fault, kind, ms } satisfies Told)
  }
  await close()
}
