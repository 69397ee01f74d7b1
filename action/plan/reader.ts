import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import { type Side, sideOf } from '../../recipes-schema/fingerprint/side.ts'
import { DamagedCache } from '../../recipes-schema/kept/kept.ts'
import { keptParser } from '../../recipes-schema/kept/parser.ts'
import { getSide, putSide } from '../../recipes-schema/kept/side.ts'
import { keptTree } from '../../recipes-schema/kept/tree.ts'
import { type Choice, noChoice } from '../../recipes-schema/recipe/choice.ts'
import { loadProject, loadSettings, type Settings } from '../../recipes-schema/recipe/load.ts'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'
import type { Loaded, Project } from '../../recipes-schema/recipe/types.ts'
import { canonicalJson } from '../../recipes-schema/text/digest.ts'
import { cacheFolder } from '../cache/folder.ts'
import { dropPacks, heldPacks, openPacks, type Packs } from '../cache/packs.ts'
import type { Io } from '../commands/command.ts'
import { DiagnosticsFault } from '../diagnostics-fault.ts'
import { type GitObjects, openObjects } from '../git/objects.ts'
import { commitTree, workingTree } from '../git/tree.ts'
import { openParser } from '../warehouses/parsers.ts'

/** Reads the states of one repository; what has been read once is not read again. */
export interface Reader {
  /** The repository's objects. */
  readonly objects: GitObjects
  /** Begins to list the working tree, for whoever will ask for its project. */
  listWorkingTree(): void
  /** What stands in `galley.yaml` alone, there; null where that has faults, which whoever reads the project is told. */
  settings(commit: string | null): Promise<Settings | null>
  /** The project at a commit, or in the working tree for null. Faulty recipes are a fault with all diagnostics. */
  project(commit: string | null, like?: Side | null, choice?: Choice): Promise<Project>
  /** The project at a commit; null where it has none, or one with faults. */
  anyProject(commit: string): Promise<Project | null>
  /** A commit as the other side of a comparison; null where it has no recipes, or broken ones. */
  side(commit: string): Promise<Side | null>
  close(): Promise<void>
}

function openReader(folder: string, packs: Packs): Reader {
  const objects = openObjects(folder)
  // The working tree is listed while git says which commits are meant.
  let files: Promise<Tree> | null = null
  const commits = new Map<string, Promise<Loaded>>()
  const engines = openParser()
  const parser = keptParser(engines.parser, packs)
  const remembering = (tree: Tree): Tree => keptTree(tree, packs)
  const trees = new Map<string | null, Promise<Tree>>()
  const treeOf = (commit: string | null): Promise<Tree> => {
    const known = trees.get(commit)
    if (known !== undefined) return known
    const listed = commit === null ? (files ?? workingTree(folder)) : commitTree(folder, commit, objects)
    const found = listed.then(remembering)
    trees.set(commit, found)
    return found
  }
  const atCommit = (commit: string, choice = noChoice): Promise<Loaded> => {
    const key = `${commit} ${canonicalJson(choice)}`
    const found = commits.get(key) ?? treeOf(commit).then((tree) => loadProject(tree, parser, choice))
    commits.set(key, found)
    return found
  }
  const reader: Reader = {
    objects,
    async settings(commit) {
      return loadSettings(await treeOf(commit))
    },
    listWorkingTree() {
      files ??= workingTree(folder)
      files.catch(() => undefined)
    },
    async project(commit, like = null, choice = noChoice) {
      const loaded = await (commit === null
        ? loadProject(await treeOf(null), parser, choice)
        : atCommit(commit, choice))
      if (!loaded.ok) throw new DiagnosticsFault(loaded.diagnostics)
      fingerprintsOf(loaded.project, like)
      return loaded.project
    },
    async anyProject(commit) {
      const loaded = await atCommit(commit)
      return loaded.ok ? loaded.project : null
    },
    async side(commit) {
      // The tree of the folder that Galley works in: the same in every commit that changes something else.
      const tree = await objects.find(`${commit}:./`)
      const known = tree === null ? null : getSide(packs, tree.id)
      if (known !== null) return known
      const project = await reader.anyProject(commit)
      if (project === null) return null
      const side = sideOf(project)
      if (tree !== null) putSide(packs, tree.id, side)
      return side
    },
    async close() {
      objects.close()
      await engines.close()
      packs.save()
      packs.close()
    },
  }
  return reader
}

/**
 * Does work that reads the repository. What is kept may turn out to be damaged when it is needed: then it is taken away,
 * and the work is done again with everything read anew, so it has to change nothing.
 */
export async function withReader<T>(
  folder: string,
  { env }: Pick<Io, 'env'>,
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  const cache = cacheFolder(folder, env)
  try {
    return await reading(folder, cache === null ? heldPacks() : openPacks(cache), work)
  } catch (error) {
    if (!(error instanceof DamagedCache) || cache === null) throw error
    dropPacks(cache)
    return reading(folder, heldPacks(), work)
  }
}

/**
 * Reads for work that goes on when the reader is closed and cannot be done again: all that is kept is looked at at once.
 * Where others may write to what is kept, `remembering` is false: then nothing is taken from an earlier process.
 */
export function readFirmly<T>(
  folder: string,
  { env, remembering = true }: Pick<Io, 'env'> & { readonly remembering?: boolean },
  read: (reader: Reader) => Promise<T>,
): Promise<T> {
  const cache = remembering ? cacheFolder(folder, env) : null
  const packs = cache === null ? heldPacks() : openPacks(cache)
  const later: Packs['later'] = (kind, key) => {
    const found = packs.get(kind, key)
    return found === null ? null : () => found
  }
  return reading(folder, { ...packs, later }, read)
}

async function reading<T>(folder: string, packs: Packs, work: (reader: Reader) => Promise<T>): Promise<T> {
  const reader = openReader(folder, packs)
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}
