import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every TypeScript file of a folder, with what it imports: paths from the root, or package names. */
function sources(folder: string): { file: string; lines: number; imports: string[] }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.ts') && !path.includes('/dist/') && statSync(join(root, path)).isFile())
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const statements = text.matchAll(
        /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
      )
      // What is imported as a type alone is gone at run time.
      const names = [...statements]
        .filter((match) => !match[1] || match[2]?.startsWith('.'))
        .map((match) => match[2] ?? match[3] ?? '')
      return {
        file,
        lines: text.split('\n').length,
        imports: names.map((name) => (name.startsWith('.') ? normalize(join(file, '..', name)) : name)),
      }
    })
}

// Drawing is shared by both programs and is the one part of the contract's folder that is not pure (decision 7).
const [contract, action, app, drawing] = [
  sources('recipes-schema').filter(({ file }) => !file.startsWith('recipes-schema/drawing/')),
  sources('action'),
  sources('app'),
  sources('recipes-schema/drawing'),
]
const offenders = (files: typeof app, wrong: (name: string, file: string) => boolean): string[] =>
  files.flatMap(({ file, imports }) => imports.filter((name) => wrong(name, file)).map((name) => `${file} -> ${name}`))

describe('the rooms and the doors between them', () => {
  it('finds the sources', () => {
    for (const files of [contract, action, app]) expect(files.length).toBeGreaterThan(20)
  })

  it('recipes-schema knows neither app nor action, no file, network, clock or GitHub', () => {
    const pure = new Set([
      'node:crypto',
      'yaml',
      'ajv',
      'picomatch',
      'croner',
      '@actions/expressions',
      '@actions/expressions/ast',
      '@actions/expressions/lexer',
    ])
    const own = /^recipes-schema\/(?!drawing\/)/
    expect(offenders(contract, (name) => !own.test(name) && !pure.has(name))).toEqual([])
    const text = contract.map(({ file }) => readFileSync(join(root, file), 'utf8')).join('\n')
    expect(text.match(/process\.(env|cwd|argv)|Date\.now|new Date\(\)|Math\.random|fetch\(/g)).toBeNull()
  })

  it("nothing but this project's folders stands at the top", () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((one) => one.isDirectory() && !one.name.startsWith('.') && one.name !== 'node_modules')
      .map(({ name }) => name)
    expect(folders.sort()).toEqual(['action', 'app', 'bench', 'docs', 'examples', 'recipes-schema', 'test'])
  })

  it('action and app never import each other, and neither knows the tests', () => {
    const inside = (name: string): boolean => /^(app|action|recipes-schema|test|bench)\//.test(name)
    expect(offenders(action, (name) => inside(name) && !/^(action|recipes-schema)\//.test(name))).toEqual([])
    expect(offenders(app, (name) => inside(name) && !/^(app|recipes-schema)\//.test(name))).toEqual([])
    expect(offenders(drawing, (name) => inside(name) && !/^recipes-schema\/(chart|drawing)\//.test(name))).toEqual([])
  })

  it('one file touches @actions/core, one folder touches Octokit, one folder each engine', () => {
    const owners: [pattern: RegExp, home: RegExp][] = [
      [/^@actions\/core/, /^action\/runner\/action\.ts$/],
      [/^@octokit\//, /^app\/github\//],
      [/^@duckdb\//, /^(action\/warehouses|app\/plans)\//],
      [/^libpg-query/, /^(action\/warehouses\/postgres-parser|app\/plans\/parsers)\.ts$/],
      [
        /^@polyglot-sql\//,
        /^(action\/warehouses\/polyglot-parser|action\/quality\/unit\/to-duckdb|app\/plans\/parsers)\.ts$/,
      ],
      [/^(pg-boss|kysely|@electric-sql)/, /^app\/(store|queue)\//],
      [/^pg(-copy-streams)?$/, /^(app\/store|action\/warehouses)\//],
      [/^(echarts|@resvg)/, /^recipes-schema\/drawing\//],
    ]
    for (const [pattern, home] of owners)
      expect(
        offenders([...contract, ...action, ...app, ...drawing], (name, file) => pattern.test(name) && !home.test(file)),
      ).toEqual([])
  })

  it('files stay small: none above 400 lines, the median at most 90', () => {
    const lines = [...contract, ...action, ...app, ...drawing].map((one) => one.lines).sort((a, b) => a - b)
    expect([...contract, ...action, ...app, ...drawing].filter((one) => one.lines > 400)).toEqual([])
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(90)
  })
})
