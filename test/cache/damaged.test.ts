import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dropPacks, openPacks } from '../../action/cache/packs.ts'
import { DamagedCache } from '../../recipes-schema/kept/kept.ts'
import { scratch } from '../support/scratch.ts'

describe('what may never be needed', () => {
  it('is read when it is needed, and what is damaged is found out then', async () => {
    const folder = join(await scratch(), 'packs')
    const packs = openPacks(folder)
    packs.put('kind', 'a', 'x'.repeat(100))
    expect(packs.later('kind', 'a')?.()).toEqual(Buffer.from('x'.repeat(100)))
    packs.save()
    expect(openPacks(folder).later('kind', 'b')).toBeNull()
    expect(openPacks(folder).later('kind', 'a')?.()).toEqual(Buffer.from('x'.repeat(100)))
    const path = join(folder, (await readdir(folder))[0] ?? '')
    const bytes = await readFile(path)
    await writeFile(path, bytes.fill(0, bytes.length - 5))
    const later = openPacks(folder).later('kind', 'a')
    expect(later).not.toBeNull()
    expect(() => later?.()).toThrow(DamagedCache)
    dropPacks(folder)
    expect(await readdir(folder)).toEqual([])
    dropPacks(join(folder, 'nowhere'))
  })

  it('counts as used when many packs become one', async () => {
    const folder = join(await scratch(), 'packs')
    const limits = { bytes: 4000, packs: 3 }
    for (let round = 0; round < 20; round++) {
      const packs = openPacks(folder, limits)
      packs.later('kind', 'first')
      packs.put('kind', round === 0 ? 'first' : `round ${round}`, 'x'.repeat(100))
      packs.save()
    }
    expect(openPacks(folder, limits).later('kind', 'first')?.()).toEqual(Buffer.from('x'.repeat(100)))
  })
})
