import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The files through which a step speaks to the runner. */
const names = {
  output: 'GITHUB_OUTPUT',
  env: 'GITHUB_ENV',
  path: 'GITHUB_PATH',
  state: 'GITHUB_STATE',
  summary: 'GITHUB_STEP_SUMMARY',
} as const

export interface FileCommands {
  /** The variables that name the files. */
  readonly variables: Readonly<Record<string, string>>
  read(): Promise<Written>
}

export interface Written {
  readonly output: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly path: readonly string[]
  readonly summary: string
}

/** Empty files for one step. */
export async function fileCommands(folder: string, id: string): Promise<FileCommands> {
  const files = Object.entries(names).map(
    ([kind, variable]) => [kind, variable, join(folder, `${kind}_${id}`)] as const,
  )
  await Promise.all(files.map(([, , file]) => writeFile(file, '')))
  const text = async (kind: keyof typeof names): Promise<string> => readFile(join(folder, `${kind}_${id}`), 'utf8')
  return {
    variables: Object.fromEntries(files.map(([, variable, file]) => [variable, file])),
    async read() {
      const path = await text('path')
      return {
        output: pairs(await text('output')),
        env: pairs(await text('env')),
        state: pairs(await text('state')),
        path: path.split(/\r?\n/).filter((line) => line !== ''),
        summary: await text('summary'),
      }
    },
  }
}

/** `NAME=value`, or `NAME<<DELIMITER`, lines, `DELIMITER`. */
export function pairs(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const long = /^([^=]+?)<<(.+)$/.exec(line)
    if (long !== null) {
      const end = lines.indexOf(long[2] ?? '', at + 1)
      if (end < 0) throw new Error(`There is no end ${long[2]} of ${long[1]}.`)
      found[long[1] ?? ''] = lines.slice(at + 1, end).join('\n')
      at = end
    } else if (line.includes('=')) {
      const equals = line.indexOf('=')
      found[line.slice(0, equals)] = line.slice(equals + 1)
    } else if (line !== '') {
      throw new Error(`"${line}" is not NAME=value.`)
    }
  }
  return found
}
