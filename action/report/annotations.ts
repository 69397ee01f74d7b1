import type { Report } from '../../recipes-schema/report/types.ts'

/** Something to be shown at a person's own line. */
export interface Annotation {
  readonly severity: 'error' | 'warning'
  readonly title: string
  readonly message: string
  readonly file: string
  readonly line: number
}

/** What of a report belongs to a line of a recipe or of its SQL: failed nodes and tests, the gravest first. */
export function annotationsOf({ nodes, tests }: Report): Annotation[] {
  const ofNodes = nodes.flatMap((node): Annotation[] => {
    const { state, error, tolerated } = node
    if (state !== 'failed' || !error?.location) return []
    const severity = tolerated ? 'warning' : 'error'
    return [{ severity, title: `${node.recipe}.${node.node}`, message: error.message, ...error.location }]
  })
  const ofTests = tests.flatMap((test): Annotation[] => {
    if ((test.state !== 'failed' && test.state !== 'error') || test.severity === 'log') return []
    const severity = test.state === 'error' || test.severity === 'stop' ? 'error' : 'warning'
    return [{ severity, title: `${test.recipe}.${test.node}: ${test.test}`, message: test.message, ...test.location }]
  })
  return [...ofNodes, ...ofTests].sort((a, b) => a.severity.localeCompare(b.severity))
}
