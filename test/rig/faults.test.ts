import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProject, type Project } from './fixtures/project.ts'
import type { Fault } from './index.ts'

let project: Project
beforeAll(async () => {
  project = await openProject()
  const work = await project.clone()
  await work.push('topic', { 'a.sql': 'select 1\n' })
  await project.mona.rest.pulls.create({ ...project.at, title: 'A', head: 'topic', base: 'main' })
})
afterAll(() => project.close())

const comments = () => project.rig.state(project.repository).comments.length
const comment = () => project.mona.rest.issues.createComment({ ...project.at, issue_number: 1, body: 'x' })

const cases: [kind: Fault['kind'], status: number, made: number][] = [
  ['429', 429, 0],
  ['403-secondary', 403, 0],
  ['500', 500, 0],
  ['502', 502, 0],
  // The client says 500 for a connection that was lost.
  ['drop-before', 500, 0],
  ['drop-after', 500, 1],
]

test.each(cases)('%s hits the named request once', async (kind, status, made) => {
  const before = comments()
  project.rig.faults.add({ kind, method: 'POST', path: /\/comments$/, times: 1 } as Fault)
  await expect(comment()).rejects.toMatchObject({ status })
  expect(comments() - before).toBe(made)
  await comment()
  expect(comments() - before).toBe(made + 1)
})

test('requests are counted with who made them', async () => {
  const before = project.rig.requests.length
  await comment()
  expect(project.rig.requests.slice(before)).toMatchObject([
    { method: 'POST', path: '/repos/acme/shop/issues/1/comments', status: 201, actor: 'mona' },
  ])
})
