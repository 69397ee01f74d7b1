import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPacks } from '../../action/cache/packs.ts'
import { scratch } from '../support/scratch.ts'

const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString('utf8'))
const filled = async (entries: Record<string, string>): Promise<string> => {
  const folder = join(await scratch(), 'packs')
  const packs = openPacks(folder)
  for (const [key, value] of Object.entries(entries)) packs.put('kind', key, value)
  packs.save()
  return folder
}
const onlyPack = async (folder: string): Promise<string> => join(folder, (await readdir(folder))[0] ?? '')

describe('what is kept', () => {
  it('is there for the next process, byte by byte', async () => {
    const folder = await filled({ a: 'one', b: '', c: 'ä\0\n"' })
    const packs = openPacks(folder)
    expect(['a', 'b', 'c', 'd'].map((key) => text(packs.get('kind', key)))).toEqual(['one', '', 'ä\0\n"', null])
    expect(packs.get('other', 'a')).toBeNull()
  })

  it('is written once: a process that has nothing new writes nothing', async () => {
    const folder = await filled({ a: 'one' })
    const packs = openPacks(folder)
    packs.get('kind', 'a')
    packs.save()
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('is not trusted when it is damaged, wherever, and never fatal', async () => {
    const folder = await filled({ a: 'one'.repeat(20), b: 'two'.repeat(20) })
    const path = await onlyPack(folder)
    const whole = await readFile(path)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, by, cut) => {
          const damaged = Buffer.from(whole)
          damaged[at] = (damaged[at] ?? 0) ^ by
          await writeFile(path, cut ? whole.subarray(0, at) : damaged)
          const packs = openPacks(folder)
          expect(['one'.repeat(20), null]).toContain(text(packs.get('kind', 'a')))
          expect(['two'.repeat(20), null]).toContain(text(packs.get('kind', 'b')))
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each([
    ['empty', ''],
    ['another program', '#!/bin/sh\necho hello\n'],
    ['another version', 'galley-cache 99.0.0 2 223132457\n[]'],
    ['a length beyond the file', 'galley-cache 0.1.0 99999 0\n[]'],
    ['no number', 'galley-cache 0.1.0 x y\n[]'],
  ])('a foreign file is passed over: %s', async (_, content) => {
    const folder = await filled({ a: 'one' })
    await writeFile(join(folder, 'zz.pack'), content)
    expect(text(openPacks(folder).get('kind', 'a'))).toBe('one')
  })

  it('is bounded: many packs become one, and what is used stays', async () => {
    const folder = join(await scratch(), 'packs')
    const limits = { bytes: 4000, packs: 4 }
    for (let round = 0; round < 20; round++) {
      const packs = openPacks(folder, limits)
      packs.get('kind', 'first')
      packs.put('kind', round === 0 ? 'first' : `round ${round}`, 'x'.repeat(100))
      packs.save()
    }
    const names = await readdir(folder)
    const sizes = await Promise.all(names.map(async (name) => (await readFile(join(folder, name))).length))
    expect(names.length).toBeLessThanOrEqual(limits.packs)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(limits.bytes * 1.5)
    expect(text(openPacks(folder, limits).get('kind', 'first'))).toBe('x'.repeat(100))
  })

  it('a folder that cannot be written to is no failure', async () => {
    const file = join(await scratch(), 'file')
    await writeFile(file, '')
    await chmod(file, 0o400)
    const packs = openPacks(join(file, 'packs'))
    packs.put('kind', 'a', 'one')
    expect(() => packs.save()).not.toThrow()
  })

  it('is safe with processes side by side', async () => {
    const folder = join(await scratch(), 'packs')
    const program = fileURLToPath(new URL('./packs-program.ts', import.meta.url))
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const ended = await Promise.all(
      ['a', 'b', 'c'].map((name) => execa('npx', ['node', program, folder, name], { cwd: root, reject: false })),
    )
    expect(ended.map((one) => one.stderr)).toEqual(['', '', ''])
    const packs = openPacks(folder)
    for (const name of ['a', 'b', 'c']) {
      // Another process may have put many packs into one meanwhile: then some are lost, and none is wrong.
      const found = Array.from({ length: 30 }, (_, n) => text(packs.get('kind', `${name}${n}`)))
      expect(found.every((one, n) => one === null || one === `${name}${n}`.repeat(50))).toBe(true)
      expect(found.at(-1)).not.toBeNull()
    }
  })
})
