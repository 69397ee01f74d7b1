import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { exits, Fault } from '../fault.ts'

/** What git says that a name stands for. */
export interface GitObject {
  /** The object's id, 40 or 64 hex digits. */
  readonly id: string
  readonly type: string
}

/** One process that answers every question about the objects of a repository, as many as there are. */
export interface GitObjects {
  /** The object that a revision expression names, e.g. `main^{commit}`; null when there is none. */
  find(expression: string): Promise<GitObject | null>
  /** The bytes of an object. */
  read(id: string): Promise<Buffer>
  close(): void
}

/** Opens `git cat-file` in a folder; answers come in the order of the questions. */
export function openObjects(folder: string): GitObjects {
  const child = spawn('git', ['cat-file', '--batch-command'], { cwd: folder, stdio: 'pipe' })
  const answers = answersOf(child)
  const ask = (command: string, name: string): Promise<Answer> => {
    // A line is a question: what holds a line break names nothing.
    if (/[\n\0]/.test(name)) return Promise.resolve({ head: 'missing', body: null })
    const answer = answers.next(command === 'contents')
    child.stdin.write(`${command} ${name}\n`)
    return answer
  }
  return {
    async find(expression) {
      const [id = '', type = ''] = (await ask('info', expression)).head.split(' ')
      return /^[0-9a-f]{40,64}$/.test(id) && type !== 'missing' && type !== 'ambiguous' ? { id, type } : null
    },
    async read(id) {
      const { body } = await ask('contents', id)
      if (body !== null) return body
      throw new Fault('git.no_object', exits.world, `git has no object ${id}.`, 'Fetch it: is this a shallow clone?')
    },
    close() {
      child.stdin.end()
      child.stdout.destroy()
      child.kill()
    },
  }
}

interface Answer {
  readonly head: string
  /** Null when there is no such object. */
  readonly body: Buffer | null
}

interface Waiting {
  readonly withBody: boolean
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** Cuts what the process writes into answers: a line, and for contents as many bytes as it says and a line break. */
function answersOf(child: ChildProcessWithoutNullStreams): { next(withBody: boolean): Promise<Answer> } {
  const waiting: Waiting[] = []
  const chunks: Buffer[] = []
  let length = 0
  /** How many bytes have to be there before it is worth looking again. */
  let wanted = 1
  let stderr = ''
  let ended: Error | null = null

  const take = (): void => {
    if (length < wanted) return
    let buffer = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const line = buffer.indexOf(10)
      wanted = buffer.length + 1
      if (line === -1) break
      const head = buffer.toString('utf8', 0, line)
      const size = first.withBody ? /^[0-9a-f]+ \w+ (\d+)$/.exec(head)?.[1] : undefined
      const end = line + 1 + (size === undefined ? 0 : Number(size) + 1)
      wanted = end
      if (buffer.length < end) break
      waiting.shift()
      first.resolve({ head, body: size === undefined ? null : buffer.subarray(line + 1, end - 1) })
      buffer = buffer.subarray(end)
      wanted = 1
    }
    chunks.splice(0, chunks.length, buffer)
    length = buffer.length
  }
  const fail = (error: Error): void => {
    ended = error
    for (const one of waiting.splice(0)) one.reject(error)
  }
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    take()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk.toString('utf8')}`.slice(-2000)
  })
  // A question to a process that has ended is answered by its end.
  child.stdin.on('error', () => undefined)
  child.on('error', (error) => fail(new Fault('git.missing', exits.world, `git cannot be run: ${error.message}`)))
  child.on('close', () =>
    fail(new Fault('git.failed', exits.usage, `git cat-file failed: ${stderr.trim() || 'it ended'}`)),
  )
  return {
    next: (withBody) =>
      ended === null
        ? new Promise((resolve, reject) => waiting.push({ withBody, resolve, reject }))
        : Promise.reject(ended),
  }
}
