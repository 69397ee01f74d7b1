import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const page = new URL('../../docs/explanation/security.md', import.meta.url)

// The page promises, so what it says about the tests has to be true.
test('every threat names attacks that exist', async () => {
  const rows = (await readFile(page, 'utf8')).split('\n').filter((line) => /^\| (?!threat|---)/.test(line))
  expect(rows.length).toBeGreaterThanOrEqual(18)
  const missing: string[] = []
  for (const row of rows) {
    const attacks = row.split(' | ').at(-1) ?? ''
    const suites = [...attacks.matchAll(/\[[^\]]+\]\(([^)]+)\)(?:: ((?:"[^"]+"(?:, )?)+))?/g)]
    if (suites.length === 0) missing.push(`no attack: ${row}`)
    for (const [, path = '', titles = ''] of suites) {
      const source = (await readFile(new URL(path, page), 'utf8')).replaceAll(/\\'/g, "'")
      for (const [, title = ''] of titles.matchAll(/"([^"]+)"/g))
        if (!source.includes(title)) missing.push(`${path}: ${title}`)
    }
  }
  expect(missing).toEqual([])
})
