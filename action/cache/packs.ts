import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Kept } from '../../recipes-schema/kept/kept.ts'
import { version } from '../version.ts'

export interface Packs extends Kept {
  /** Writes what is new. A folder that cannot be written to is left as it is: the next process works it out again. */
  save(): void
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
  return {
    get(kind, key) {
      const name = `${kind} ${key}`
      const known = fresh.get(name) ?? used.get(name)
      if (known !== undefined) return known
      for (const pack of packs) {
        const entry = entryIn(pack, name)
        if (entry === null) continue
        used.set(name, entry)
        return entry
      }
      return null
    },
    put(kind, key, content) {
      fresh.set(`${kind} ${key}`, typeof content === 'string' ? Buffer.from(content) : Buffer.from(content))
    },
    save() {
      if (fresh.size === 0) return
      const size = packs.reduce((sum, pack) => sum + pack.bytes.length, 0) + sizeOf(fresh)
      try {
        mkdirSync(folder, { recursive: true })
        if (packs.length < limits.packs && size < limits.bytes) writePack(folder, fresh)
        else repack(folder, packs, new Map([...used, ...fresh]), limits)
      } catch {
        // A full disk, a folder that is read-only: a cache is no reason to fail.
      }
    },
  }
}

interface Pack {
  readonly path: string
  readonly bytes: Buffer
  readonly entries: ReadonlyMap<string, Slot>
}

interface Slot {
  readonly start: number
  readonly length: number
  readonly checksum: number
}

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
        const { uid, mtimeMs } = statSync(path)
        if (process.getuid !== undefined && uid !== process.getuid()) return []
        const pack = packFrom(path, readFileSync(path))
        return pack === null ? [] : [{ pack, mtimeMs }]
      } catch {
        // Another process has taken it away meanwhile.
        return []
      }
    })
    .sort((a, b) => b.mtimeMs - a.mtimeMs)
    .map(({ pack }) => pack)
}

/** A first line (`galley-cache VERSION LENGTH CHECKSUM`), as many bytes of index, and the entries one after another. */
function packFrom(path: string, bytes: Buffer): Pack | null {
  const end = bytes.indexOf(10)
  const [magic, by, length, checksum] = bytes.toString('latin1', 0, Math.max(0, Math.min(end, 200))).split(' ')
  const start = end + 1 + Number(length)
  if (magic !== 'galley-cache' || by !== version || !(start <= bytes.length)) return null
  const index = bytes.subarray(end + 1, start)
  if (crc32(index) !== Number(checksum)) return null
  const rows = JSON.parse(index.toString('utf8')) as [name: string, length: number, checksum: number][]
  const entries = new Map<string, Slot>()
  let at = start
  for (const [name, length, checksum] of rows) {
    entries.set(name, { start: at, length, checksum })
    at += length
  }
  return at <= bytes.length ? { path, bytes, entries } : null
}

function entryIn({ bytes, entries }: Pack, name: string): Buffer | null {
  const slot = entries.get(name)
  if (slot === undefined) return null
  const entry = bytes.subarray(slot.start, slot.start + slot.length)
  return crc32(entry) === slot.checksum ? entry : null
}

let written = 0

function writePack(folder: string, entries: ReadonlyMap<string, Buffer>): void {
  const rows = [...entries].map(([name, entry]) => [name, entry.length, crc32(entry)])
  const index = Buffer.from(JSON.stringify(rows))
  const head = Buffer.from(`galley-cache ${version} ${index.length} ${crc32(index)}\n`)
  const name = `${Date.now().toString(36)}-${process.pid}-${written++}`
  const temporary = join(folder, `${name}.part`)
  writeFileSync(temporary, Buffer.concat([head, index, ...entries.values()]), { flag: 'wx', mode: 0o600 })
  renameSync(temporary, join(folder, `${name}${suffix}`))
}

/** One pack in the place of many: what this process has used, then what was written last, as far as half the room goes. */
function repack(folder: string, packs: readonly Pack[], wanted: Map<string, Buffer>, { bytes }: PackLimits): void {
  let room = bytes / 2 - sizeOf(wanted)
  for (const pack of packs)
    for (const name of pack.entries.keys()) {
      if (wanted.has(name)) continue
      const entry = entryIn(pack, name)
      if (entry === null || entry.length > room) continue
      room -= entry.length
      wanted.set(name, entry)
    }
  writePack(folder, wanted)
  for (const { path } of packs) rmSync(path, { force: true })
}

function sizeOf(entries: ReadonlyMap<string, Buffer>): number {
  let size = 0
  for (const [name, entry] of entries) size += name.length + entry.length
  return size
}
