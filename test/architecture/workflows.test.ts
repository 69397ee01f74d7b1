import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, expect, it } from 'vitest'
import { scratchForFile } from '../support/scratch.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Finding {
  readonly message: string
  readonly range: { readonly start: { readonly line: number } }
}

let lint: (path: string, text: string) => Promise<string[]>

// GitHub's own language service imports JSON in a way that Node refuses, so it is bundled first.
beforeAll(async () => {
  const outfile = join(await scratchForFile(), 'languageservice.mjs')
  const contents = `export { validate } from '@actions/languageservice'\nexport { TextDocument } from 'vscode-languageserver-textdocument'\n`
  const banner = { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" }
  await build({
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner,
    logLevel: 'silent',
  })
  const service = (await import(pathToFileURL(outfile).href)) as {
    validate: (document: unknown) => Promise<Finding[]>
    TextDocument: { create: (uri: string, language: string, version: number, text: string) => unknown }
  }
  let count = 0
  lint = async (path, text) => {
    // Results are kept by URI: each document needs its own.
    const document = service.TextDocument.create(`file:///${count++}/${path}`, 'yaml', 1, text)
    return (await service.validate(document)).map((found) => `${found.range.start.line + 1}: ${found.message}`)
  }
})

it.each([
  '.github/workflows/ci.yml',
  'examples/flights/.github/workflows/galley.yml',
  'examples/flights/.github/workflows/galley-fork.yml',
  'action.yml',
])('%s is well', async (path) => {
  expect(await lint(path, await readFile(join(root, path), 'utf8'))).toEqual([])
})

it('a planted fault is found', async () => {
  const text = await readFile(join(root, 'examples/flights/.github/workflows/galley.yml'), 'utf8')
  expect(await lint('.github/workflows/galley.yml', text.replace('runs-on:', 'run-on:'))).not.toEqual([])
  expect(await lint('.github/workflows/galley.yml', text.replace('inputs.sha', 'inputs.shaa'))).not.toEqual([])
})
