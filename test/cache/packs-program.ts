/** Keeps thirty things in a folder, one after the other, while others do the same. */
import { openPacks } from '../../action/cache/packs.ts'

const [folder = '', name = ''] = process.argv.slice(2)
for (let n = 0; n < 30; n++) {
  const packs = openPacks(folder, { bytes: 1_000_000, packs: 40 })
  for (let before = 0; before < n; before++) {
    const found = packs.get('kind', `${name}${before}`)
    if (found !== null && Buffer.from(found).toString() !== `${name}${before}`.repeat(50))
      throw new Error(`${name}${before} is wrong`)
  }
  packs.put('kind', `${name}${n}`, `${name}${n}`.repeat(50))
  packs.save()
}
