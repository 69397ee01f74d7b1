import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'

/** A repository in memory, with the blob ids that git would give. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  const bytes = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  )
  return {
    entries: new Map([...bytes].map(([path, content]) => [path, blobId(content)])),
    read: async (path) => bytes.get(path) ?? new Uint8Array(),
  }
}

/** The files of examples/flights, to be changed at will. */
export function flightsFiles(): Record<string, string> {
  const root = fileURLToPath(new URL('../../examples/flights/', import.meta.url))
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(root, path)).isFile(),
  )
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex')
}
