import picomatch from 'picomatch'
import { partsOf } from '../expression/parse.ts'
import type { ContainerNode, NotebookNode, RunNode } from '../recipe/types.ts'
import { diagnostic } from '../text/diagnostic.ts'
import { plainGlobs } from '../text/globs.ts'
import type { Assembly, Path } from './assembly.ts'
import { declaredOutputs } from './declared-outputs.ts'
import type { Assembled } from './kind.ts'
import { readReferences } from './references.ts'

type CommandNode = RunNode | ContainerNode | NotebookNode

interface Command extends Omit<Assembled<CommandNode>, 'own'> {
  readonly frame: Pick<CommandNode, 'env' | 'inputs' | 'outputs' | 'folder'>
}

/**
 * Expressions are not expanded in commands: what they stand for, some of it a stranger's text, would become part of a
 * program. As an environment variable it stays a value.
 */
export function refuseExpressions({ file, diagnostics }: Assembly, command: string, path: Path): void {
  for (const { start, source } of partsOf(command).filter((part) => part.type === 'expression')) {
    const name = (/(\w+)\W*$/.exec(source)?.[1] ?? 'value').toUpperCase()
    const hint = `Pass it by \`env: { ${name}: "\${{ ${source.trim()} }}" }\` and write "$${name}".`
    const place = file.placeIn(path, start - 3, start + source.length + 2)
    diagnostics.push(diagnostic('expression.in_run', place, 'Expressions are not expanded in commands.', hint))
  }
}

/** What nodes that run a program share: environment variables, the files that count, the folder. */
export function readCommand(assembly: Assembly): Command {
  const { written, path, folder } = assembly
  const env = written.env ?? {}
  const references = readReferences(assembly, env, [...path, 'env'], 'env')
  const inputs = inputsOf(assembly)
  return {
    frame: { env, inputs, outputs: declaredOutputs(written), folder: folder.replace(/\/$/, '') },
    reads: [],
    upstreams: references.upstreams,
    references,
    files: inputs.map((input) => input.path),
  }
}

export function commandIdentity(node: CommandNode): object {
  return {
    // As written: what the templates stand for comes in by variables and upstreams.
    env: node.env,
    // By content: a changed script is a changed result.
    inputs: node.inputs.map(({ path, blob }) => [path, blob]),
    folder: node.folder,
    // What an output is read as decides what its readers make of it.
    ...(node.outputs === null ? {} : { outputs: node.outputs }),
  }
}

/** Without `inputs:` nobody can know what a command reads, so everything in the recipe's folder counts. */
export function inputsOf({ written, folder, tree, file, path, diagnostics }: Assembly): RunNode['inputs'] {
  const globs = written.inputs ?? ['**']
  const matchers = globs.map((glob) => picomatch(glob, { dot: true, ...plainGlobs }))
  const found: { path: string; blob: string }[] = []
  const matched = new Set<number>()
  for (const [name, blob] of tree.entries) {
    if (!name.startsWith(folder)) continue
    const hits = matchers.flatMap((matches, index) => (matches(name.slice(folder.length)) ? [index] : []))
    for (const index of hits) matched.add(index)
    if (hits.length > 0) found.push({ path: name, blob })
  }
  for (const [index, glob] of globs.entries()) {
    if (matched.has(index)) continue
    const place = file.placeOf([...path, 'inputs', index])
    diagnostics.push(
      diagnostic(
        'recipe.no_input',
        place,
        `No file matches "${glob}".`,
        `Paths are relative to ${folder || 'the root'}.`,
      ),
    )
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}
