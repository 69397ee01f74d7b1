import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Loop, startLoop } from '../app/support/loop.ts'
import { files } from '../app/support/project.ts'

let loop: Loop
beforeAll(async () => {
  loop = await startLoop()
})
afterAll(() => loop.stop())

test('a branch from before there was a galley.yaml cannot bring its own policy', async () => {
  const { github } = loop
  github.commit({ 'README.md': 'nothing yet' }, [])
  github.main = github.commit(files)
  const head = github.commit({ ...files, 'recipes/flights/sql/arrivals.sql': 'select 1 as flight_id, 2 as place' })
  await loop.push(1, head, 'opened')
  const plan = await github.until(() =>
    github.checks.find((one) => one.head_sha === head && one.name === 'galley / plan' && one.conclusion !== null),
  )
  expect(plan.conclusion).toBe('failure')
  expect(`${plan.output.summary}${plan.output.text}`).toContain('Merge the default branch into it.')
  const gate = await github.until(() =>
    github.checks.find((one) => one.head_sha === head && one.name === 'galley / gate' && one.conclusion !== null),
  )
  expect(gate.conclusion).toBe('failure')
  expect(github.runs).toEqual([])

  // The first galley.yaml of all is somebody's to bring: then nothing else could be the policy.
  github.main = null
  const first = github.commit({ ...files, 'notes.md': 'the first' })
  await loop.push(2, first, 'opened')
  const run = await github.until(() => github.runs.find((one) => one.inputs.sha === first))
  expect(run.inputs.environment).toBe('pr_2')
})
