import { hash } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { DamagedCache, type Kept } from '../../recipes-schema/kept/kept.ts'
import { version } from '../version.ts'

export interface Packs extends Kept {
  /** Writes what is new. A folder that cannot be written to is left as it is: the next process works it out again. */
  save(): void
  /** To be called when nothing is asked for any more. */
  close(): void
}

export interface PackLimits {
  /** Bytes of all packs together. */
  readonly bytes: number
  readonly packs: number
}

const usual: PackLimits = { bytes: 96 * 1024 * 1024, packs: 12 }

/**
 * Entries in files that are written once, under a name of their own, and moved into place whole: processes that work side
 * by side never see half a file, and take nothing from each other. A file of another user, of another Galley, or one that
 * is damaged is passed over; each entry has a checksum of its own, which is looked at when it is asked for.
 */
export function openPacks(folder: string, limits = usual): Packs {
  const packs = readPacks(folder)
  const used = new Map<string, Buffer>()
  const fresh = new Map<string, Buffer>()
  /** What may have been needed: as good as used. */
  const wanted = new Set<string>()
  return {
    get(kind, key) {
      const id = idOf(kind, key)
      const known = fresh.get(id) ?? used.get(id)
      if (known !== undefined) return known
      for (const pack of packs) {
        const entry = entryIn(pack, id)
        if (entry === null) continue
        used.set(id, entry)
        return entry
      }
      return null
    },
    later(kind, key) {
      const id = idOf(kind, key)
      const known = fresh.get(id) ?? used.get(id)
      if (known !== undefined) return () => known
      const pack = packs.find(({ index }) => rowOf(index, Buffer.from(id, 'latin1')) !== null)
      if (pack === undefined) return null
      wanted.add(id)
      return () => {
        const entry = entryIn(pack, id)
        if (entry === null) throw new DamagedCache(`${pack.path} is damaged`)
        return entry
      }
    },
    put(kind, key, content) {
      fresh.set(idOf(kind, key), typeof content === 'string' ? Buffer.from(content) : Buffer.from(content))
    },
    save() {
      try {
        if (fresh.size > 0) write()
      } catch {
        // A full disk, a folder that is read-only: a cache is no reason to fail.
      }
    },
    close() {
      for (const { file } of packs.splice(0)) closeSync(file)
    },
  }

  function write(): void {
    const size = packs.reduce((sum, pack) => sum + pack.size, 0) + sizeOf(fresh)
    mkdirSync(folder, { recursive: true })
    if (packs.length < limits.packs && size < limits.bytes) writePack(folder, fresh)
    else {
      const late = [...wanted].flatMap((id) => {
        const entry = packs.map((pack) => entryIn(pack, id)).find((one) => one !== null)
        return entry === undefined ? [] : [[id, entry] as const]
      })
      repack(folder, packs, new Map([...late, ...used, ...fresh]), limits)
    }
  }
}

/** Entries that are known to this process alone: two states of a repository are read with what they share read once. */
export function heldPacks(): Packs {
  const held = new Map<string, Buffer>()
  return {
    get: (kind, key) => held.get(idOf(kind, key)) ?? null,
    later(kind, key) {
      const found = held.get(idOf(kind, key))
      return found === undefined ? null : () => found
    },
    put: (kind, key, content) => {
      held.set(idOf(kind, key), Buffer.from(content as string))
    },
    save: () => undefined,
    close: () => held.clear(),
  }
}

/** Takes away all packs of a folder. */
export function dropPacks(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name.endsWith(suffix)) rmSync(join(folder, name), { force: true })
  } catch {
    // Not there, or not ours: it is read without them.
  }
}

interface Pack {
  readonly path: string
  readonly file: number
  readonly size: number
  /** A row for each entry, in the order of their ids: id, where it starts and how long it is, its checksum. */
  readonly index: Buffer
}

interface Slot {
  readonly start: number
  readonly length: number
  readonly checksum: number
}

/** Bytes of an id, which is the beginning of a digest of the entry's name, and of a row of an index. */
const [idSize, rowSize] = [16, 32]

const suffix = '.pack'

/** Newest first. */
function readPacks(folder: string): Pack[] {
  let names: string[]
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(suffix))
  } catch {
    return []
  }
  return names
    .flatMap((name) => {
      const path = join(folder, name)
      try {
        const { uid, mtimeMs, size } = statSync(path)
        if (process.getuid !== undefined && uid !== process.getuid()) return []
        const file = openSync(path, 'r')
        const pack = packFrom(path, file, size)
        if (pack !== null) return [{ pack, mtimeMs }]
        closeSync(file)
        return []
      } catch {
        // Another process has taken it away meanwhile.
        return []
      }
    })
    .sort((a, b) => b.mtimeMs - a.mtimeMs)
    .map(({ pack }) => pack)
}

/** A first line (`galley-cache VERSION ENTRIES CHECKSUM`), the index, and the entries one after another. */
function packFrom(path: string, file: number, size: number): Pack | null {
  const head = readAt(file, 0, Math.min(size, 200))
  const end = head.indexOf(10)
  const [magic, by, count, checksum] = head.toString('latin1', 0, Math.max(0, end)).split(' ')
  const length = Number(count) * rowSize
  if (magic !== 'galley-cache' || by !== version || !(end + 1 + length <= size)) return null
  const index = readAt(file, end + 1, length)
  return crc32(index) === Number(checksum) ? { path, file, size, index } : null
}

/** The bytes from a position on; fewer where the file ends before. */
function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, readSync(file, bytes, 0, length, position))
}

function entryIn(pack: Pack, id: string): Buffer | null {
  const at = rowOf(pack.index, Buffer.from(id, 'latin1'))
  return at === null ? null : readEntry(pack, slotAt(pack.index, at))
}

function readEntry({ file, size }: Pack, { start, length, checksum }: Slot): Buffer | null {
  if (start + length > size) return null
  const entry = readAt(file, start, length)
  return entry.length === length && crc32(entry) === checksum ? entry : null
}

/** Where the row of an id begins, by halves. */
function rowOf(index: Buffer, id: Buffer): number | null {
  let [low, high] = [0, index.length / rowSize - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = middle * rowSize
    const order = index.compare(id, 0, idSize, at, at + idSize)
    if (order === 0) return at
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return null
}

function slotAt(index: Buffer, at: number): Slot {
  return {
    start: index.readUIntBE(at + idSize, 6),
    length: index.readUIntBE(at + idSize + 6, 6),
    checksum: index.readUInt32BE(at + idSize + 12),
  }
}

/** What stands for the name of an entry. */
function idOf(kind: string, key: string): string {
  return hash('sha256', `${kind} ${key}`, 'buffer').toString('latin1', 0, idSize)
}

let written = 0

function writePack(folder: string, entries: ReadonlyMap<string, Buffer>): void {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  const index = Buffer.alloc(sorted.length * rowSize)
  const start = (checksum: number): Buffer =>
    Buffer.from(`galley-cache ${version} ${sorted.length} ${String(checksum).padStart(10, '0')}\n`)
  let [row, at] = [0, start(0).length + index.length]
  for (const [id, entry] of sorted) {
    index.write(id, row, 'latin1')
    index.writeUIntBE(at, row + idSize, 6)
    index.writeUIntBE(entry.length, row + idSize + 6, 6)
    index.writeUInt32BE(crc32(entry), row + idSize + 12)
    row += rowSize
    at += entry.length
  }
  const name = `${Date.now().toString(36)}-${process.pid}-${written++}`
  const temporary = join(folder, `${name}.part`)
  const bytes = Buffer.concat([start(crc32(index)), index, ...sorted.map(([, entry]) => entry)])
  writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 })
  renameSync(temporary, join(folder, `${name}${suffix}`))
}

/** One pack in the place of many: what this process has used, then what was written last, as far as half the room goes. */
function repack(folder: string, packs: readonly Pack[], wanted: Map<string, Buffer>, { bytes }: PackLimits): void {
  let room = bytes / 2 - sizeOf(wanted)
  for (const pack of packs)
    for (let row = 0; row < pack.index.length; row += rowSize) {
      const id = pack.index.toString('latin1', row, row + idSize)
      const slot = slotAt(pack.index, row)
      if (wanted.has(id) || slot.length > room) continue
      const entry = readEntry(pack, slot)
      if (entry === null) continue
      room -= entry.length
      wanted.set(id, entry)
    }
  writePack(folder, wanted)
  for (const { path } of packs) rmSync(path, { force: true })
}

function sizeOf(entries: ReadonlyMap<string, Buffer>): number {
  let size = 0
  for (const entry of entries.values()) size += rowSize + entry.length
  return size
}
