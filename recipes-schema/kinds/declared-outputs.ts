import type { OutputType, WrittenNode } from '../written/types.ts'

/** The types of the outputs that a command declares; null where it declares none. */
export function declaredOutputs({
  outputs,
}: Pick<WrittenNode, 'outputs'>): Readonly<Record<string, OutputType>> | null {
  if (outputs === undefined) return null
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, typeof output === 'string' ? output : output.type]),
  )
}
