import type { RunAnnotation } from '../store/records.ts'

export type Log = ReturnType<typeof createLog>

/** A job's log: masks what must not be seen, and understands `::command::` lines. */
export function createLog(print: (line: string) => void, annotations: RunAnnotation[]) {
  const masks = new Set<string>()
  let stopped: string | null = null
  const mask = (value: string): void => {
    for (const line of value.split(/\r?\n/)) if (line.trim() !== '') masks.add(line)
  }
  const write = (line: string): void => {
    // Longer ones first: one secret may begin with another.
    const sorted = [...masks].sort((a, b) => b.length - a.length)
    print(sorted.reduce((text, secret) => text.replaceAll(secret, '***'), line))
  }

  return {
    mask,
    write,

    /** One line of a step's output. */
    line(text: string): void {
      const command = /^::([\w-]+)(?: (.*?))?::(.*)$/.exec(text.trimStart())
      const [, name = '', properties = '', message = ''] = command ?? []
      if (stopped !== null) {
        if (name === stopped) stopped = null
        write(text)
        return
      }
      if (name === 'add-mask') {
        mask(unescapeData(message))
        return
      }
      if (name === 'stop-commands') stopped = unescapeData(message)
      else if (name === 'error' || name === 'warning' || name === 'notice') {
        annotations.push({ level: name, message: unescapeData(message), properties: readProperties(properties) })
      }
      write(text)
    },
  }
}

function readProperties(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const equals = pair.indexOf('=')
      const value = unescapeData(
        pair
          .slice(equals + 1)
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ','),
      )
      return [pair.slice(0, equals).trim(), value]
    })
  return Object.fromEntries(pairs)
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
