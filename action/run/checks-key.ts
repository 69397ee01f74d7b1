import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { Node, NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { canonicalJson, sha256 } from '../../recipes-schema/text/digest.ts'
import type { Resolution } from './resolve.ts'

/**
 * What a build's passed tests are remembered by: the tests and measures themselves, and the builds of the other relations
 * that the tests read. When any of them is another one, the tests have not been passed yet.
 */
export function checksKey(node: Node, project: Project, resolutions: ReadonlyMap<NodeId, Resolution>): string {
  const checks = fingerprintsOf(project).own.get(node.id)?.checks
  const reads = node.tests.flatMap((test) => test.reads).map((id) => resolutions.get(id)?.key)
  return sha256(canonicalJson([checks, reads]))
}
