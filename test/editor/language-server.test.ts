import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type CompletionList,
  createProtocolConnection,
  type Hover,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node'
import { recipeSchema } from '../../recipes-schema/written/schema.ts'
import { scratchForFile } from '../support/scratch.ts'

const root = new URL('../../', import.meta.url).pathname
let child: ChildProcess
let server: ProtocolConnection
const published = new Map<string, (params: PublishDiagnosticsParams) => void>()

/** The YAML language server that editors run, told of the recipe's schema as an editor would tell it. */
beforeAll(async () => {
  const schema = join(await scratchForFile(), 'recipe.schema.json')
  writeFileSync(schema, JSON.stringify(recipeSchema))
  child = spawn(process.execPath, [join(root, 'node_modules/yaml-language-server/bin/yaml-language-server'), '--stdio'])
  if (child.stdout === null || child.stdin === null) throw new Error('the server has no streams')
  server = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
  const yaml = {
    schemas: { [pathToFileURL(schema).href]: ['recipe.yaml'] },
    schemaStore: { enable: false },
    completion: true,
    hover: true,
    validate: true,
  }
  server.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => (section === 'yaml' ? yaml : {})),
  )
  server.onRequest('client/registerCapability', () => null)
  server.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
    published.get(params.uri)?.(params),
  )
  server.listen()
  await server.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { configuration: true }, textDocument: { hover: {}, completion: {} } },
  })
  await server.sendNotification('initialized', {})
  await server.sendNotification('workspace/didChangeConfiguration', { settings: { yaml } })
  // It takes the settings up in its own time; until then it knows no schema.
  await vi.waitFor(async () => expect(await completions('first', 'recipe: shop\n|\n')).not.toEqual([]), 20_000)
})

afterAll(async () => {
  await server.sendRequest('shutdown')
  await server.sendNotification('exit')
  server.dispose()
  child.kill()
})

/** Opens a recipe with the cursor where `|` stands. */
async function open(
  name: string,
  marked: string,
): Promise<{ uri: string; position: { line: number; character: number } }> {
  const uri = `file:///${name}/recipe.yaml`
  const before = marked.slice(0, marked.indexOf('|')).split('\n')
  const text = marked.replace('|', '')
  await server.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  })
  return { uri, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } }
}

async function completions(name: string, marked: string): Promise<string[]> {
  const { uri, position } = await open(name, marked)
  const list = await server.sendRequest<CompletionList>('textDocument/completion', { textDocument: { uri }, position })
  return list.items.map((item) => item.label)
}

describe('an editor that knows the schema', () => {
  it('completes the keys of a recipe, a node, a test and their values', async () => {
    expect(await completions('recipe', 'recipe: shop\n|\n')).toEqual(
      expect.arrayContaining(['nodes', 'sources', 'variables', 'schedule', 'variations', 'budget']),
    )
    expect(await completions('node', 'recipe: shop\nnodes:\n  a:\n    |\n')).toEqual(
      expect.arrayContaining(['sql', 'run', 'uses', 'timeout-minutes', 'materialized', 'strategy']),
    )
    expect(await completions('test', 'recipe: shop\nnodes:\n  a:\n    sql: x.sql\n    tests:\n      - |\n')).toEqual(
      expect.arrayContaining(['not_null', 'unique', 'check']),
    )
    expect(await completions('value', 'recipe: shop\nnodes:\n  a:\n    sql: x.sql\n    materialized: |\n')).toEqual(
      expect.arrayContaining(['table', 'view']),
    )
  })

  it('says of a key what it is for', async () => {
    const { uri, position } = await open(
      'hover',
      'recipe: shop\nnodes:\n  a:\n    sql: x.sql\n    mater|ialized: view\n',
    )
    const hover = await server.sendRequest<Hover>('textDocument/hover', { textDocument: { uri }, position })
    expect(JSON.stringify(hover.contents)).toContain('How the result is kept')
  })

  it('underlines what the schema does not allow', async () => {
    const uri = 'file:///wrong/recipe.yaml'
    const told = new Promise<PublishDiagnosticsParams>((resolve) => published.set(uri, resolve))
    await open('wrong', 'recipe: shop\nnodes:\n  a:\n    sql: x.sql\n    materialised: view|\n')
    const { diagnostics } = await told
    expect(diagnostics.map(({ message, range }) => [message, range.start])).toEqual([
      ['Property materialised is not allowed.', { line: 4, character: 4 }],
    ])
  })
})
