import { hash } from 'node:crypto'

/** SHA-256 of a UTF-8 text, 64 hex digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}

/**
 * JSON with object keys in code-unit order, so that equal values give equal texts on every machine and under every
 * locale. `undefined` members are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
