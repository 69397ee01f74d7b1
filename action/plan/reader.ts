import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import { type Side, sideOf } from '../../recipes-schema/fingerprint/side.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import type { Loaded, Project } from '../../recipes-schema/recipe/types.ts'
import { DiagnosticsFault } from '../diagnostics-fault.ts'
import { type GitObjects, openObjects } from '../git/objects.ts'
import { commitTree, workingTree } from '../git/tree.ts'
import { openParser } from '../warehouses/parsers.ts'

/** Reads the states of one repository; what has been read once is not read again. */
export interface Reader {
  /** The project at a commit, or in the working tree for null. Faulty recipes are a fault with all diagnostics. */
  project(commit: string | null, like?: Side | null): Promise<Project>
  /** The project at a commit; null where it has none, or one with faults. */
  anyProject(commit: string): Promise<Project | null>
  /** A commit as the other side of a comparison; null where it has no recipes, or broken ones. */
  side(commit: string): Promise<Side | null>
  close(): Promise<void>
}

export function openReader(folder: string): Reader {
  let objects: GitObjects | null = null
  const commits = new Map<string, Promise<Loaded>>()
  const { parser, close } = openParser()
  const atCommit = (commit: string): Promise<Loaded> => {
    objects ??= openObjects(folder)
    const found = commits.get(commit) ?? commitTree(folder, commit, objects).then((tree) => loadProject(tree, parser))
    commits.set(commit, found)
    return found
  }
  const reader: Reader = {
    async project(commit, like = null) {
      const loaded = await (commit === null ? loadProject(await workingTree(folder), parser) : atCommit(commit))
      if (!loaded.ok) throw new DiagnosticsFault(loaded.diagnostics)
      fingerprintsOf(loaded.project, like)
      return loaded.project
    },
    async anyProject(commit) {
      const loaded = await atCommit(commit)
      return loaded.ok ? loaded.project : null
    },
    async side(commit) {
      const project = await reader.anyProject(commit)
      return project === null ? null : sideOf(project)
    },
    async close() {
      objects?.close()
      await close()
    },
  }
  return reader
}
