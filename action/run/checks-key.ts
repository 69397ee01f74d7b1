import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import { testKind } from '../../recipes-schema/quality/tests/index.ts'
import type { Node, NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { canonicalJson, sha256 } from '../../recipes-schema/text/digest.ts'
import type { Build } from '../ledger/builds.ts'
import type { Resolution } from './resolve.ts'

/**
 * What a build's passed tests are remembered by: the tests and measures themselves, and the builds of the other relations
 * that the tests read. When any of them is another one, the tests have not been passed yet.
 */
export function checksKey(
  node: Node,
  project: Project,
  resolutions: ReadonlyMap<NodeId, Resolution>,
  production: ReadonlyMap<NodeId, Build>,
): string {
  const checks = fingerprintsOf(project).own.get(node.id)?.checks
  const reads = node.tests.flatMap((test) => test.reads).map((id) => resolutions.get(id)?.key)
  const published = comparesWithProduction(node) ? production.get(node.id)?.build : undefined
  // A build that is production's own has nothing to be compared with.
  const other = published === resolutions.get(node.id)?.key ? undefined : published
  return sha256(canonicalJson([checks, reads, ...(other === undefined ? [] : [other])]))
}

/** True when a test of the node looks at what production has under its name. */
function comparesWithProduction({ tests }: Node): boolean {
  return tests.some(({ kind, options }) => testKind(kind).production?.(options) === true)
}
