/**
 * A TrueType font cut down to some characters: their outlines, widths and names, without layout tables. Why: the
 * renderer reads the font file again for every glyph that it draws (thx/resvg-js issue 367), so that a picture's text
 * costs as much as its font is large. Format: Apple's TrueType Reference Manual, OpenType 1.9 `cmap`, `glyf`, `loca`.
 */
export function subsetFont(font: Uint8Array, characters: Iterable<number>): Uint8Array {
  const tables = readTables(font)
  const glyphOf = readCharacterMap(table(tables, 'cmap'))
  const kept = [...new Set(characters)].toSorted((a, b) => a - b).filter((character) => glyphOf(character) > 0)
  const glyphs = readGlyphs(tables)
  const ids = closure([0, ...kept.map(glyphOf)], glyphs)
  const renumbered = new Map(ids.map((id, i) => [id, i]))
  return writeTables({
    'OS/2': table(tables, 'OS/2'),
    cmap: writeCharacterMap(kept.map((character) => [character, renumbered.get(glyphOf(character)) ?? 0])),
    ...writeGlyphs(ids.map((id) => renumberParts(glyphs(id), renumbered))),
    head: patched(table(tables, 'head'), (head) => head.setInt16(50, 1)),
    hhea: patched(table(tables, 'hhea'), (hhea) => hhea.setUint16(34, ids.length)),
    hmtx: concat(ids.map((id) => metrics(tables, id))),
    maxp: patched(table(tables, 'maxp'), (maxp) => maxp.setUint16(4, ids.length)),
    name: table(tables, 'name'),
    post: patched(table(tables, 'post').slice(0, 32), (post) => post.setUint32(0, 0x00030000)),
  })
}

type Tables = ReadonlyMap<string, DataView>

function readTables(font: Uint8Array): Tables {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const count = view.getUint16(4)
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const record = 12 + 16 * i
      const tag = String.fromCharCode(...font.subarray(record, record + 4))
      const offset = view.getUint32(record + 8)
      return [tag, new DataView(font.buffer, font.byteOffset + offset, view.getUint32(record + 12))]
    }),
  )
}

function tableView(tables: Tables, tag: string): DataView {
  const found = tables.get(tag)
  if (found === undefined) throw new Error(`the font has no ${tag} table`)
  return found
}

function table(tables: Tables, tag: string): Uint8Array {
  const view = tableView(tables, tag)
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** The glyph of a character by the font's format 4 map (the Basic Multilingual Plane); 0 where there is none. */
function readCharacterMap(bytes: Uint8Array): (character: number) => number {
  const cmap = viewOf(bytes)
  const records = Array.from({ length: cmap.getUint16(2) }, (_, i) => cmap.getUint32(8 + 8 * i))
  const start = records.find((offset) => cmap.getUint16(offset) === 4)
  if (start === undefined) throw new Error('the font has no character map of format 4')
  const segments = cmap.getUint16(start + 6) / 2
  const at = (field: number, segment: number) => start + 14 + field * 2 * segments + (field > 0 ? 2 : 0) + 2 * segment
  return (character) => {
    for (let i = 0; i < segments; i++) {
      if (character > cmap.getUint16(at(0, i))) continue
      const first = cmap.getUint16(at(1, i))
      if (character < first) return 0
      const delta = cmap.getUint16(at(2, i))
      const range = cmap.getUint16(at(3, i))
      if (range === 0) return (character + delta) & 0xffff
      const glyph = cmap.getUint16(at(3, i) + range + 2 * (character - first))
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff
    }
    return 0
  }
}

function readGlyphs(tables: Tables): (id: number) => Uint8Array {
  const loca = tableView(tables, 'loca')
  const glyf = table(tables, 'glyf')
  const long = tableView(tables, 'head').getInt16(50) === 1
  const offset = (id: number) => (long ? loca.getUint32(4 * id) : 2 * loca.getUint16(2 * id))
  return (id) => glyf.subarray(offset(id), offset(id + 1))
}

/** Where a composite glyph names its parts: byte offsets of their ids; none for a simple glyph. */
function partOffsets(glyph: Uint8Array): number[] {
  const view = viewOf(glyph)
  const offsets: number[] = []
  if (glyph.length === 0 || view.getInt16(0) >= 0) return offsets
  for (let at = 10, more = true; more; ) {
    const flags = view.getUint16(at)
    offsets.push(at + 2)
    const scale = flags & 0x08 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0
    at += 4 + (flags & 0x01 ? 4 : 2) + scale
    more = (flags & 0x20) !== 0
  }
  return offsets
}

/** The glyphs and all their parts, each once, in the order in which they are met. */
function closure(ids: readonly number[], glyphs: (id: number) => Uint8Array): number[] {
  const found = new Set(ids)
  for (const id of found) {
    const glyph = glyphs(id)
    for (const offset of partOffsets(glyph)) found.add(viewOf(glyph).getUint16(offset))
  }
  return [...found]
}

function renumberParts(glyph: Uint8Array, renumbered: ReadonlyMap<number, number>): Uint8Array {
  return patched(glyph, (view) => {
    for (const offset of partOffsets(glyph)) view.setUint16(offset, renumbered.get(view.getUint16(offset)) ?? 0)
  })
}

/** Advance width and left side bearing; glyphs past the last width share it. */
function metrics(tables: Tables, id: number): Uint8Array {
  const count = tableView(tables, 'hhea').getUint16(34)
  const hmtx = tableView(tables, 'hmtx')
  const entry = new Uint8Array(4)
  const view = viewOf(entry)
  view.setUint16(0, hmtx.getUint16(4 * Math.min(id, count - 1)))
  view.setInt16(2, hmtx.getInt16(id < count ? 4 * id + 2 : 4 * count + 2 * (id - count)))
  return entry
}

function writeGlyphs(glyphs: readonly Uint8Array[]): { glyf: Uint8Array; loca: Uint8Array } {
  const padded = glyphs.map((glyph) => concat([glyph, new Uint8Array(-glyph.length & 3)]))
  const loca = new DataView(new ArrayBuffer(4 * (glyphs.length + 1)))
  padded.reduce((offset, glyph, i) => {
    loca.setUint32(4 * (i + 1), offset + glyph.length)
    return offset + glyph.length
  }, 0)
  return { glyf: concat(padded), loca: new Uint8Array(loca.buffer) }
}

/** A character map of format 12, one group a character. */
function writeCharacterMap(pairs: readonly (readonly [character: number, glyph: number])[]): Uint8Array {
  const length = 16 + 12 * pairs.length
  const view = new DataView(new ArrayBuffer(12 + length))
  const header = [0, 1, 3, 10]
  header.forEach((word, i) => {
    view.setUint16(2 * i, word)
  })
  view.setUint32(8, 12)
  view.setUint16(12, 12)
  view.setUint32(16, length)
  view.setUint32(24, pairs.length)
  pairs.forEach(([character, glyph], i) => {
    view.setUint32(28 + 12 * i, character)
    view.setUint32(32 + 12 * i, character)
    view.setUint32(36 + 12 * i, glyph)
  })
  return new Uint8Array(view.buffer)
}

/** Checksums stay zero: renderers do not look at them. Tags must come in ascending order. */
function writeTables(tables: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries = Object.entries(tables).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const header = new DataView(new ArrayBuffer(12 + 16 * entries.length))
  header.setUint32(0, 0x00010000)
  header.setUint16(4, entries.length)
  const parts: Uint8Array[] = [new Uint8Array(header.buffer)]
  let offset = header.byteLength
  entries.forEach(([tag, bytes], i) => {
    const record = 12 + 16 * i
    for (let k = 0; k < 4; k++) header.setUint8(record + k, tag.charCodeAt(k))
    header.setUint32(record + 8, offset)
    header.setUint32(record + 12, bytes.length)
    const padding = new Uint8Array(-bytes.length & 3)
    parts.push(bytes, padding)
    offset += bytes.length + padding.length
  })
  return concat(parts)
}

function patched(bytes: Uint8Array, patch: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice()
  patch(viewOf(copy))
  return copy
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  parts.reduce((offset, part) => {
    whole.set(part, offset)
    return offset + part.length
  }, 0)
  return whole
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
