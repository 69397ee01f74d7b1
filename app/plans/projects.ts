import { keptParser } from '../../recipes-schema/kept/parser.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'
import type { Loaded } from '../../recipes-schema/recipe/types.ts'
import { sqlParser } from '../../recipes-schema/sql/dialects/index.ts'
import type { GitTree } from '../github/contents.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { boundedCache } from './bounded-cache.ts'
import type { Serializer } from './duckdb.ts'
import { memoryKept } from './memory-kept.ts'
import { enginesWith } from './parsers.ts'

export interface Projects {
  /** The project in a tree, read through GitHub's API. Equal trees are read once. */
  load(client: RepositoryClient, tree: GitTree): Promise<Loaded>
}

const keptProjects = 50
const keptBlobs = 5000
/** Of recipes and queries as they were understood. */
const keptBytes = 64 * 1024 * 1024
/** Files fetched ahead at a time, and altogether. */
const ahead = { atOnce: 16, atMost: 400 }

export function createProjects(serializer: Serializer): Projects {
  const projects = boundedCache<Loaded>(keptProjects)
  // Blobs are addressed by their content: what one repository reads is right for every other.
  const blobs = boundedCache<Uint8Array>(keptBlobs)
  const kept = memoryKept(keptBytes)
  return {
    load: (client, tree) =>
      projects.get(tree.sha, async () => {
        const read = (sha: string) => blobs.get(sha, () => client.contents.blob(sha))
        // A first look would otherwise wait for one small file after the other.
        await fetchAhead(tree, (sha) => !blobs.has(sha), read)
        return loadProject({ ...treeOf(tree, read), kept }, keptParser(sqlParser(enginesWith(serializer)), kept))
      }),
  }
}

function treeOf(tree: GitTree, read: (sha: string) => Promise<Uint8Array>): Tree {
  return {
    entries: tree.entries,
    async read(path) {
      const sha = tree.entries.get(path)
      if (sha === undefined) throw new Error(`The tree has no ${path}.`)
      return read(sha)
    },
  }
}

async function fetchAhead(
  tree: GitTree,
  missing: (sha: string) => boolean,
  read: (sha: string) => Promise<Uint8Array>,
): Promise<void> {
  if (!tree.entries.has('galley.yaml')) return
  const wanted = [...tree.entries]
    .filter(([path, sha]) => /\.(ya?ml|sql)$/.test(path) && missing(sha))
    .slice(0, ahead.atMost)
    .map(([, sha]) => sha)
  const worker = async () => {
    for (let sha = wanted.pop(); sha !== undefined; sha = wanted.pop()) await read(sha)
  }
  await Promise.all(Array.from({ length: ahead.atOnce }, worker))
}
