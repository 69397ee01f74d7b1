import { expect, test } from 'vitest'
import { extract } from './openapi/operations.ts'
import { match } from './rest/router.ts'
import { routes } from './routes/index.ts'

test('every route has its operation in the extract, and the extract has no others', () => {
  const names = routes.map((route) => route.operation)
  expect(new Set(names).size).toBe(names.length)
  expect(Object.keys(extract.operations).sort()).toEqual([...names].sort())
})

test.each([
  ['/repos/a/b/contents', 'repos/get-content', { path: '' }],
  ['/repos/a/b/contents/x/y.sql', 'repos/get-content', { path: 'x/y.sql' }],
  ['/repos/a/b/git/ref/heads/x/y', 'git/get-ref', { ref: 'heads/x/y' }],
  ['/repos/a/b/compare/main...x%2Fy', 'repos/compare-commits', { base: 'main', head: 'x/y' }],
  ['/repos/a/b/commits/x%2Fy/check-runs', 'checks/list-for-ref', { ref: 'x/y' }],
  ['/repos/a/b/issues/comments/1', 'issues/get-comment', { comment_id: '1' }],
])('%s is %s', (path, operation, params) => {
  expect(match('GET', path)).toMatchObject({ operation: extract.operations[operation], params })
})
