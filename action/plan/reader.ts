import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import { type Side, sideOf } from '../../recipes-schema/fingerprint/side.ts'
import { keptParser } from '../../recipes-schema/kept/parser.ts'
import { getSide, putSide } from '../../recipes-schema/kept/side.ts'
import { keptTree } from '../../recipes-schema/kept/tree.ts'
import { type Choice, noChoice } from '../../recipes-schema/recipe/choice.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'
import type { Loaded, Project } from '../../recipes-schema/recipe/types.ts'
import { canonicalJson } from '../../recipes-schema/text/digest.ts'
import { openPacks } from '../cache/packs.ts'
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
  /** The project at a commit, or in the working tree for null. Faulty recipes are a fault with all diagnostics. */
  project(commit: string | null, like?: Side | null, choice?: Choice): Promise<Project>
  /** The project at a commit; null where it has none, or one with faults. */
  anyProject(commit: string): Promise<Project | null>
  /** A commit as the other side of a comparison; null where it has no recipes, or broken ones. */
  side(commit: string): Promise<Side | null>
  close(): Promise<void>
}

export function openReader(folder: string, cache: string | null): Reader {
  const objects = openObjects(folder)
  // The working tree is listed while git says which commits are meant.
  let files: Promise<Tree> | null = null
  const packs = cache === null ? null : openPacks(cache)
  const commits = new Map<string, Promise<Loaded>>()
  const engines = openParser()
  const parser = packs === null ? engines.parser : keptParser(engines.parser, packs)
  const remembering = (tree: Tree): Tree => (packs === null ? tree : keptTree(tree, packs))
  const atCommit = (commit: string, choice = noChoice): Promise<Loaded> => {
    const key = `${commit} ${canonicalJson(choice)}`
    const found =
      commits.get(key) ??
      commitTree(folder, commit, objects).then((tree) => loadProject(remembering(tree), parser, choice))
    commits.set(key, found)
    return found
  }
  const reader: Reader = {
    objects,
    listWorkingTree() {
      files ??= workingTree(folder)
      files.catch(() => undefined)
    },
    async project(commit, like = null, choice = noChoice) {
      const loaded = await (commit === null
        ? loadProject(remembering(await (files ?? workingTree(folder))), parser, choice)
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
      const tree = packs === null ? null : await objects.find(`${commit}:./`)
      const known = packs === null || tree === null ? null : getSide(packs, tree.id)
      if (known !== null) return known
      const project = await reader.anyProject(commit)
      if (project === null) return null
      const side = sideOf(project)
      if (packs !== null && tree !== null) putSide(packs, tree.id, side)
      return side
    },
    async close() {
      objects.close()
      await engines.close()
      packs?.save()
      packs?.close()
    },
  }
  return reader
}
