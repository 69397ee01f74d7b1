import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Line, lineReader } from '../../action/process/line-reader.ts'

function lines(chunks: readonly Uint8Array[], limit?: number): Line[] {
  const found: Line[] = []
  const reader = lineReader((line) => found.push(line), limit)
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return found
}

it.each([
  ['a\nb\n', ['a', 'b']],
  ['a\r\nb', ['a', 'b']],
  ['10%\r20%\r100%\n', ['10%', '20%', '100%']],
  ['\n\n', ['', '']],
  ['', []],
])('%j', (text, expected) => {
  expect(lines([Buffer.from(text)]).map((line) => line.text)).toEqual(expected)
})

it('gives the same lines however the output arrives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'é', '漢', '😀', '\n', '\r', '\r\n'), { maxLength: 30 }),
      fc.array(fc.nat(80)),
      (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''))
        const chunks: Uint8Array[] = []
        let at = 0
        for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
          chunks.push(bytes.subarray(at, cut))
          at = Math.min(cut, bytes.length)
        }
        expect(lines(chunks)).toEqual(lines([bytes]))
      },
    ),
  )
})

it('a line of a gigabyte is cut, and says how much of it is gone', () => {
  const chunk = new Uint8Array(64 * 1024).fill(97)
  const before = process.memoryUsage().rss
  const found: Line[] = []
  const reader = lineReader((line) => found.push(line))
  for (let part = 0; part < 16 * 1024; part++) reader.push(chunk)
  reader.push(Buffer.from('\nnext\n'))
  reader.end()
  expect(found.map(({ text, dropped }) => [text.length, dropped])).toEqual([
    [65_536, 2 ** 30 - 65_536],
    [4, 0],
  ])
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
})

it('a cut never shows half a letter', () => {
  expect(lines([Buffer.from('aé')], 2)).toEqual([{ text: 'a', dropped: 1 }])
})
