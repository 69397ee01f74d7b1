import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContainerNode, Node, NotebookNode, RunNode } from '../../recipes-schema/recipe/types.ts'
import { NodeFailure } from './node.ts'
import { readOutput } from './read-output.ts'

/** A folder of a node's own while it runs, with the file that it appends its outputs to. */
export interface OutputFolder {
  readonly folder: string
  readonly file: string
}

/** Gives a program a file for its outputs (as $GITHUB_OUTPUT), and reads what it wrote there when it has ended well. */
export async function withOutputs(
  node: RunNode | ContainerNode | NotebookNode,
  work: (outputs: OutputFolder) => Promise<void>,
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'galley-node-'))
  const file = join(folder, 'output')
  try {
    await writeFile(file, '')
    await work({ folder, file })
    const outputs = readOutputs(await readFile(file, 'utf8'), node)
    requireDeclared(outputs, node)
    return outputs
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** GitHub's output file: `name=value`, or `name<<MARK`, lines, `MARK` for values of several lines. */
function readOutputs(text: string, node: Node): Record<string, string> {
  const outputs: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [, name, mark] = /^([\w-]+)<<(.+)$/.exec(line) ?? []
    const equals = line.indexOf('=')
    if (name !== undefined && mark !== undefined) {
      const end = lines.indexOf(mark, at + 1)
      if (end === -1) throw badOutput(line, node)
      outputs[name] = lines.slice(at + 1, end).join('\n')
      at = end
    } else if (equals > 0) outputs[line.slice(0, equals)] = line.slice(equals + 1)
    else throw badOutput(line, node)
  }
  return outputs
}

/** What a node says that it leaves has to be there, and to be what it says. */
function requireDeclared(
  outputs: Readonly<Record<string, string>>,
  { outputs: declared, place }: RunNode | ContainerNode | NotebookNode,
): void {
  for (const [name, type] of Object.entries(declared ?? {})) {
    const text = outputs[name]
    if (text !== undefined && readOutput(text, type) !== null) continue
    const said = text === undefined ? 'left none' : `left "${text.slice(0, 100)}", which is none`
    const message = `The output ${name} is declared as ${type === 'integer' ? 'an' : 'a'} ${type}, and the command ${said}.`
    throw new NodeFailure('run.output', message, { file: place.file, line: place.line })
  }
}

function badOutput(line: string, { place }: Node): NodeFailure {
  const message = `"${line.slice(0, 100)}" in $GITHUB_OUTPUT is not name=value.`
  return new NodeFailure('run.output', message, { file: place.file, line: place.line })
}
