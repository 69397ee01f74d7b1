import type { InputDeclaration } from './workflow.ts'

export type CheckedInputs =
  | { readonly ok: true; readonly inputs: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly message: string }

/** GitHub takes this many characters of inputs. */
const longest = 65_535

/** Checks what was sent against what the workflow declares, and fills in the defaults. */
export function checkInputs(
  declared: Readonly<Record<string, InputDeclaration>>,
  sent: Readonly<Record<string, unknown>>,
): CheckedInputs {
  const unexpected = Object.keys(sent).filter((name) => !(name in declared))
  if (unexpected.length > 0) return refuse(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`)
  if (JSON.stringify(sent).length > longest) return refuse('inputs are too large.')
  const inputs: Record<string, string> = {}
  for (const [name, declaration] of Object.entries(declared)) {
    const value = sent[name] ?? declaration.default
    if (value === undefined || value === '') {
      if (declaration.required === true) return refuse(`Required input '${name}' not provided`)
      inputs[name] = declaration.type === 'boolean' ? 'false' : ''
      continue
    }
    inputs[name] = String(value)
    const fault = misfit(name, inputs[name], declaration)
    if (fault !== null) return refuse(fault)
  }
  return { ok: true, inputs }
}

function misfit(name: string, value: string, { type, options = [] }: InputDeclaration): string | null {
  if (type === 'choice' && !options.map(String).includes(value)) {
    return `Provided value '${value}' for input '${name}' not in the list of allowed values`
  }
  if (type === 'boolean' && value !== 'true' && value !== 'false') {
    return `Provided value '${value}' for input '${name}' must be a boolean`
  }
  if (type === 'number' && !Number.isFinite(Number(value))) {
    return `Provided value '${value}' for input '${name}' must be a number`
  }
  return null
}

function refuse(message: string): CheckedInputs {
  return { ok: false, message }
}
