import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Document, isScalar, parseDocument, Scalar } from 'yaml'
import { scalarOffsets } from '../../recipes-schema/written/scalar-offsets.ts'
import { readYaml } from '../../recipes-schema/written/yaml.ts'

/** Reads `{ key: SCALAR }` and says where in the file each unit of the scalar's value stands. */
function offsetsIn(text: string): { value: string; offsets: Uint32Array | null } | null {
  const node = parseDocument(text).getIn(['key'], true)
  if (!isScalar(node) || !node.range || typeof node.value !== 'string') return null
  const range: [number, number] = [node.range[0], node.range[1]]
  return { value: node.value, offsets: scalarOffsets(text, range, node.type, node.value) }
}

/** The stretch of the file that the first `needle` of the value stands at. */
function shownAt(text: string, needle: string): string {
  const read = readYaml('a.yaml', new TextEncoder().encode(text))
  if (!read.ok) throw new Error('not read')
  const start = String((read.file.value as { key: string }).key).indexOf(needle)
  const { line, column, end_line, end_column } = read.file.placeIn(['key'], start, start + needle.length)
  return `${line}:${column}-${end_line}:${end_column}`
}

describe('a word of a scalar is found where it stands', () => {
  it.each([
    ['plain', 'key: select x\n', '1:13-1:14'],
    ['plain over lines', 'key: select\n  a,\n\n  x\n', '4:3-4:4'],
    ['single quotes', "key: 'it''s x'\n", '1:13-1:14'],
    ['single quotes over lines', "key: 'it''s\n\n   x'\n", '3:4-3:5'],
    ['double quotes', 'key: "\\u00e9\\t\\"x"\n', '1:17-1:18'],
    ['double quotes over lines', 'key: "a\\n \\\n   b\n   x"\n', '3:4-3:5'],
    ['a line of a double quoted text', 'key: "a\\nx"\n', '1:10-1:11'],
    ['a literal block', 'key: |\n  a\n\n    b\n  x\n', '5:3-5:4'],
    ['a literal block with an indicator', 'key: |2-\n    a\n   x\n', '3:4-3:5'],
    ['a folded block', 'key: >\n  a\n  b\n\n  c\n    d\n  x\n', '7:3-7:4'],
    ['a folded block that begins empty', 'key: >-\n\n\n  a\n  x\n', '5:3-5:4'],
    ['CRLF', 'key: >\r\n  a\r\n  x\r\n', '3:3-3:4'],
  ])('%s', (_, text, place) => {
    expect(shownAt(text, 'x')).toBe(place)
  })
})

it('every unit of every scalar is found, however it is written', () => {
  const unit = fc.constantFrom('a', 'b', ' ', '  ', '\n', '\n\n', "'", '"', '\\', ':', '#', 'é', '😀', '\t', '- ')
  const types = fc.constantFrom(
    Scalar.PLAIN,
    Scalar.QUOTE_SINGLE,
    Scalar.QUOTE_DOUBLE,
    Scalar.BLOCK_LITERAL,
    Scalar.BLOCK_FOLDED,
  )
  let found = 0
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 60 }), types, (units, type) => {
      const scalar = new Scalar(units.join(''))
      scalar.type = type
      const text = new Document({ key: scalar }).toString({ lineWidth: 20, minContentWidth: 5 })
      const read = offsetsIn(text)
      // What the library itself does not write so that it can read it again.
      if (read === null) return
      const { value, offsets } = read
      expect(offsets).not.toBeNull()
      if (offsets === null) return
      found++
      for (const [index, letter] of [...value].entries()) {
        if (!/[abé:#]/.test(letter)) continue
        const at = offsets[[...value].slice(0, index).join('').length] ?? -1
        expect([letter, text.slice(at, at + 1)]).toEqual([letter, letter])
      }
    }),
    { numRuns: 2000, seed: 7 },
  )
  expect(found).toBeGreaterThan(1950)
})
