/** Places in a text counted in another unit than UTF-16; going forward is linear altogether. */
export function offsetsOf(text: string, unit: 'utf-8' | 'code point'): (offset: number) => number {
  // Up to the first character outside ASCII all units agree.
  const plain = text.search(/[^\0-\x7f]/)
  if (plain === -1) return (offset) => Math.min(offset, text.length)
  const starts: number[] = []
  let units = plain
  for (const character of text.slice(plain)) {
    const code = character.codePointAt(0) ?? 0
    const width = unit === 'code point' || code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    for (let part = 0; part < width; part++) starts.push(units)
    units += character.length
  }
  return (offset) => (offset < plain ? offset : (starts[offset - plain] ?? text.length))
}
