import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Line } from '../../action/process/line-reader.ts'
import { runProcess, runShell } from '../../action/process/run-process.ts'
import { scratch } from '../support/scratch.ts'

const env = { PATH: process.env.PATH ?? '' }
const never = new AbortController().signal

function collect(): { lines: Line[]; texts: () => string[]; options: Parameters<typeof runShell>[1] } {
  const lines: Line[] = []
  const options = { cwd: '.', env, signal: never, onLine: (line: Line) => void lines.push(line) }
  return { lines, texts: () => lines.map((line) => line.text), options }
}

it('a program gets its arguments as they are', async () => {
  const { texts, options } = collect()
  expect(await runProcess(['printf', '%s\\n', 'a b', '$HOME; rm x'], options)).toMatchObject({ exitCode: 0 })
  expect(texts()).toEqual(['a b', '$HOME; rm x'])
})

it('a program that is not there is a fault, not an exception', async () => {
  expect(await runProcess(['no-such-program'], collect().options)).toMatchObject({
    exitCode: null,
    fault: expect.stringContaining('ENOENT'),
  })
})

it('the first failing line ends a shell command', async () => {
  const { texts, options } = collect()
  expect(await runShell('echo one\nfalse\necho two', options)).toMatchObject({ exitCode: 1 })
  expect(texts()).toEqual(['one'])
})

it('what ignores SIGTERM is killed, with all that it started', async () => {
  const stop = new AbortController()
  const { texts, options } = collect()
  const started = performance.now()
  const ended = runShell('trap "" TERM; sleep 60 & echo $!; while true; do sleep 1; done', {
    ...options,
    signal: stop.signal,
  })
  await expect.poll(() => texts().length).toBe(1)
  const aborted = performance.now()
  stop.abort()
  expect(await ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
  expect(performance.now() - aborted).toBeLessThan(10_000)
  expect(performance.now() - started).toBeLessThan(50_000)
  await expect.poll(() => isAlive(Number(texts()[0]))).toBe(false)
})

it('what holds the pipes after the end is not waited for', async () => {
  const { texts, options } = collect()
  await runShell('setsid sleep 30 & echo $!', options)
  process.kill(Number(texts()[0]))
})

it('what has left its group ends with it when it is cancelled, and else is left alone', async () => {
  const stop = new AbortController()
  const { texts, options } = collect()
  const deaf = 'setsid sh -c \'trap "" TERM; echo $$; while true; do sleep 1; done\' & wait'
  const ended = runShell(deaf, { ...options, signal: stop.signal })
  await expect.poll(() => texts().length).toBe(1)
  const escaped = Number(texts()[0])
  expect(isAlive(escaped)).toBe(true)
  stop.abort()
  await ended
  await expect.poll(() => isAlive(escaped)).toBe(false)

  const left = collect()
  const daemon = "setsid sh -c 'echo $$; touch ready; exec sleep 30 >/dev/null 2>&1'"
  await runShell(`${daemon} & until [ -e ready ]; do sleep 0.1; done`, { ...left.options, cwd: await scratch() })
  expect(isAlive(Number(left.texts()[0]))).toBe(true)
  process.kill(Number(left.texts()[0]))
})

it('nothing is started when the order is cancelled already', async () => {
  const { lines, options } = collect()
  expect(await runShell('echo started', { ...options, signal: AbortSignal.abort() })).toMatchObject({ exitCode: null })
  expect(lines).toEqual([])
})

/** A process that has ended may still be listed until somebody asks how. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
