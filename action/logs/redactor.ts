import { secretForms, shortest } from './secret-forms.ts'

/** Takes secrets out of texts before they leave the process. */
export interface Redactor {
  /** Masks this text, and its usual encodings, from now on. */
  add(secret: string): void
  redact(text: string): string
  /** The same for a text whose end was cut off: what may be the beginning of a secret goes as well. */
  redactCut(text: string): string
  holds(text: string): boolean
}

const mask = '***'
/** Forms are found by their first letters. */
const head = 3

export function redactor(secrets: Iterable<string> = []): Redactor {
  const forms = new Map<string, Set<string>>()
  const known = new Set<string>()
  const add = (secret: string): void => {
    if (secret.length < shortest || known.has(secret)) return
    known.add(secret)
    for (const form of secretForms(secret)) {
      const key = form.slice(0, head)
      const same = forms.get(key)
      if (same === undefined) forms.set(key, new Set([form]))
      else same.add(form)
    }
  }
  for (const secret of secrets) add(secret)
  return {
    add,
    redact: (text) => masked(text, stretchesOf(text, forms)),
    redactCut: (text) => masked(text, stretchesOf(text, forms), openEnd(text, forms)),
    holds: (text) => stretchesOf(text, forms).length > 0,
  }
}

type Stretch = readonly [start: number, end: number]

/** Every stretch that is a secret. They may overlap: of two secrets that share letters neither may be left half. */
function stretchesOf(text: string, forms: ReadonlyMap<string, ReadonlySet<string>>): Stretch[] {
  if (forms.size === 0) return []
  const found: Stretch[] = []
  for (let at = 0; at + head <= text.length; at++) {
    const candidates = forms.get(text.slice(at, at + head))
    if (candidates === undefined) continue
    let end = 0
    for (const form of candidates) if (form.length > end && text.startsWith(form, at)) end = form.length
    if (end > 0) found.push([at, at + end])
  }
  return found
}

/** Where a text's end begins that is the beginning of a secret. */
function openEnd(text: string, forms: ReadonlyMap<string, ReadonlySet<string>>): number {
  const all = [...forms.values()].flatMap((same) => [...same])
  const longest = Math.max(0, ...all.map((form) => form.length - 1))
  for (let at = Math.max(0, text.length - longest); at < text.length; at++) {
    const end = text.slice(at)
    if (all.some((form) => form.startsWith(end))) return at
  }
  return text.length
}

function masked(text: string, stretches: readonly Stretch[], cutAt = text.length): string {
  if (stretches.length === 0 && cutAt === text.length) return text
  const parts: string[] = []
  let done = 0
  // In the order of their starts; a stretch that begins within the one before, or right at its end, joins it.
  for (let index = 0; index < stretches.length; index++) {
    const [start] = stretches[index] ?? [0, 0]
    let [, end] = stretches[index] ?? [0, 0]
    while ((stretches[index + 1]?.[0] ?? Number.POSITIVE_INFINITY) <= end)
      end = Math.max(end, stretches[++index]?.[1] ?? 0)
    parts.push(text.slice(done, start), mask)
    done = end
  }
  if (cutAt === text.length || done === text.length) return parts.join('') + text.slice(done)
  return `${parts.join('')}${text.slice(done, cutAt)}${mask}`
}
