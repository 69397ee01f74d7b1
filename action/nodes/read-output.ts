import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { OutputType } from '../../recipes-schema/written/types.ts'

/** What a command wrote as its output, read as a type; null where it is none. */
export function readOutput(text: string, type: OutputType): string | number | boolean | null {
  if (type === 'string') return text
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : null
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN
  return Number.isFinite(value) && (type === 'number' || Number.isSafeInteger(value)) ? value : null
}

/** A node's outputs as expressions see them: of their declared types, else as texts. */
export function typedOutputs(
  node: Node,
  outputs: Readonly<Record<string, string>>,
): Record<string, string | number | boolean> {
  const declared = 'command' in node || node.kind === 'notebook' ? node.outputs : null
  if (declared === null) return outputs
  return Object.fromEntries(
    Object.entries(outputs).map(([name, text]) => [name, readOutput(text, declared[name] ?? 'string') ?? text]),
  )
}
