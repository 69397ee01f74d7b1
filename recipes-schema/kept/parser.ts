import { type ParsedSql, type SqlParser, type SqlShape, shapeVersion } from '../sql/parser.ts'
import { sha256 } from '../text/digest.ts'
import { isRecord, type Kept } from './kept.ts'

const kind = `sql ${shapeVersion}`
const decoder = new TextDecoder()

/** A parser that reads no text twice. What does not parse is not kept: somebody is about to change it. */
export function keptParser(parser: SqlParser, kept: Kept): SqlParser {
  const known = new Map<string, Promise<ParsedSql>>()
  return {
    parse(text, dialect) {
      const key = sha256(`${dialect}\0${text}`)
      const parsed = known.get(key) ?? read(text, dialect, key)
      known.set(key, parsed)
      return parsed
    },
  }

  async function read(text: string, dialect: string, key: string): Promise<ParsedSql> {
    const bytes = kept.get(kind, key)
    const shape = bytes === null ? null : shapeFrom(bytes, dialect)
    if (shape !== null) return { ok: true, shape }
    const parsed = await parser.parse(text, dialect)
    if (parsed.ok) kept.put(kind, key, textOf(parsed.shape))
    return parsed
  }
}

/** Two lines: what every plan looks at, and the tree, which only a changed neighbourhood needs. */
function textOf({ tree, ...shape }: SqlShape): string {
  return `${JSON.stringify(shape)}\n${JSON.stringify(tree)}`
}

function shapeFrom(bytes: Uint8Array, dialect: string): SqlShape | null {
  const end = bytes.indexOf(10)
  try {
    const shape: unknown = JSON.parse(decoder.decode(bytes.subarray(0, end)))
    if (end === -1 || !isShape(shape) || shape.dialect !== dialect) return null
    let tree: { readonly value: SqlShape['tree'] } | null = null
    return Object.defineProperty({ ...shape, tree: null }, 'tree', {
      enumerable: true,
      get: () => {
        tree ??= { value: JSON.parse(decoder.decode(bytes.subarray(end + 1))) as SqlShape['tree'] }
        return tree.value
      },
    })
  } catch {
    return null
  }
}

/** The version stands in the kind and a checksum guards the bytes: this looks whether it is a shape at all. */
function isShape(value: unknown): value is Omit<SqlShape, 'tree'> {
  return (
    isRecord(value) &&
    typeof value.dialect === 'string' &&
    typeof value.canonical === 'string' &&
    [value.reads, value.parameters, value.unseen].every((list) => Array.isArray(list) && list.every(isRecord)) &&
    (value.items === null || typeof value.items === 'number')
  )
}
