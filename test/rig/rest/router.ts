import { extract } from '../openapi/operations.ts'
import type { Operation } from '../openapi/types.ts'
import { routes } from '../routes/index.ts'
import type { Route } from './call.ts'

export interface Match {
  readonly route: Route
  readonly operation: Operation
  readonly params: Readonly<Record<string, string>>
}

interface Known {
  readonly route: Route
  readonly operation: Operation
  readonly pattern: RegExp
}

/** Parameters that hold slashes. */
const deep = new Set(['branch', 'base', 'head'])

/** Paths with more fixed parts come first: pulls/comments/1 is no pull request. */
const known: readonly Known[] = routes
  .flatMap((route) => {
    const operation = extract.operations[route.operation]
    return operation === undefined ? [] : [{ route, operation, pattern: patternOf(operation.path) }]
  })
  .sort((a, b) => fixedParts(b.operation.path) - fixedParts(a.operation.path))

/** The route of a request, or null when the rig knows none. `path` is below the REST root, as it was sent. */
export function match(method: string, path: string): Match | null {
  for (const { route, operation, pattern } of known) {
    const found = operation.method === method ? pattern.exec(path) : null
    if (found === null) continue
    const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value ?? '')])
    return { route, operation, params: Object.fromEntries(params) }
  }
  return null
}

function patternOf(path: string): RegExp {
  const isRef = path.includes('/git/')
  const source = path
    .replaceAll('.', '\\.')
    // The root of the contents has no path.
    .replace('/{path}', '(?:/(?<path>.*))?')
    .replace(/\{(\w+)\}/g, (_, name: string) =>
      deep.has(name) || (name === 'ref' && isRef) ? `(?<${name}>.+?)` : `(?<${name}>[^/]+)`,
    )
  return new RegExp(`^${source}$`)
}

function fixedParts(path: string): number {
  return path.split('/').filter((part) => !part.includes('{')).length
}
