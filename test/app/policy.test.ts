import { describe, expect, test } from 'vitest'
import { parseCommand } from '../../app/chatops/parse.ts'
import { decide, type Wish } from '../../app/kitchens/decide.ts'
import type { Change } from '../../app/plans/read-change.ts'
import { isKnown } from '../../app/webhooks/index.ts'
import { orderingKey } from '../../app/webhooks/ordering-key.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { files, project } from './support/project.ts'

describe('what is done about a pull request', async () => {
  const shas = { base: 'b'.repeat(40), head: 'c'.repeat(40), merge_base: 'b'.repeat(40) }
  const base = await project(files)
  const sql = 'recipes/flights/sql/by_hour.sql'
  const head = await project({ ...files, [sql]: `${files[sql]} limit 3` })
  const planned = (side: typeof base): Change => ({
    type: 'planned',
    plan: planChange({ base, head: side, shas }),
    head: side,
    base,
    tip: null,
    changedFiles: [],
  })
  const changed = planned(head)
  const equal = planned(base)
  const diagnosed: Change = { type: 'diagnosed', diagnostics: [] }

  test.each<[string, Change, { fork?: boolean; draft?: boolean; approved?: boolean; wish?: Wish }, string]>([
    ['a change is run', changed, {}, 'order'],
    ["a fork's is not", changed, { fork: true }, 'fork'],
    ["a fork's is not, whoever wishes it", changed, { fork: true, wish: 'run' }, 'fork'],
    ["a fork's is, when this commit was approved", changed, { fork: true, approved: true }, 'order'],
    ["a draft's is not", changed, { draft: true }, 'draft'],
    ["a draft's is, when somebody wishes it", changed, { draft: true, wish: 'run' }, 'order'],
    ['a question is answered', changed, { wish: 'plan_only' }, 'asked'],
    ['nothing is run for no change, wherever it comes from', equal, { fork: true }, 'empty'],
    ['nothing is run that cannot be planned', diagnosed, { wish: 'run' }, 'diagnosed'],
    ['a repository without galley.yaml is left alone', { type: 'no_project' }, {}, 'ignore'],
  ])('%s', (_, change, { fork = false, draft = false, approved = false, wish = 'as_usual' }, expected) => {
    expect(decide(change, { fork, draft, approved }, wish).type).toBe(expected)
  })
})

describe('a comment', () => {
  test.each<[string, string, { name: string; words: string[]; flags?: object[] } | null]>([
    [
      'is a command',
      '/kitchen run flights.arrivals flights.by_hour',
      { name: 'run', words: ['flights.arrivals', 'flights.by_hour'] },
    ],
    ['is one with more below it', '/kitchen  Status \r\nplease', { name: 'status', words: [] }],
    ['asks for help by the bare word', '/kitchen', { name: 'help', words: [] }],
    ['is none on its second line', 'please\n/kitchen run', null],
    ['is none in a quote', '> /kitchen run', null],
    ['is none in code', '`/kitchen run`', null],
    ['is none in a block of code', '```\n/kitchen run\n```', null],
    ['is none when it is indented, which is code', '    /kitchen run', null],
    ['is none as part of a word', '/kitchens run', null],
    ['is none when it is far too long', `/kitchen ${'x'.repeat(600)}`, null],
    [
      'keeps what is quoted together',
      '/kitchen accept arrivals.row_count "cancelled flights are left out"',
      { name: 'accept', words: ['arrivals.row_count', 'cancelled flights are left out'] },
    ],
    ["keeps a telephone's quotes together", '/kitchen lock “month’s end”', { name: 'lock', words: ['month’s end'] }],
    [
      'tells flags from words',
      '/kitchen run a --force',
      { name: 'run', words: ['a'], flags: [{ name: 'force', value: null }] },
    ],
    ['has no flag in quotes', '/kitchen lock "--force"', { name: 'lock', words: ['--force'] }],
    ['takes an open quote as it stands', '/kitchen lock "soon', { name: 'lock', words: ['"soon'] }],
  ])('%s', (_, body, expected) => {
    if (expected === null) expect(parseCommand(body)).toBeNull()
    else expect(parseCommand(body)).toEqual({ flags: [], text: expect.stringMatching(/^\/kitchen /), ...expected })
  })
})

describe('a delivery waits for', () => {
  const repository = { id: 501 }
  test.each([
    ['its pull request', { repository, pull_request: { number: 7 } }, '501#7'],
    ['the pull request of its comment', { repository, issue: { number: 7 } }, '501#7'],
    [
      'the pull request of its check',
      { repository, check_run: { head_sha: 'a', pull_requests: [{ number: 7 }] } },
      '501#7',
    ],
    [
      "its check's commit, where the pull request is a fork's",
      { repository, check_run: { head_sha: 'a', pull_requests: [] } },
      '501/a',
    ],
    ['its run', { repository, workflow_run: { id: 9 } }, '501/9'],
    ['nothing much', {}, 'none/other'],
  ])('%s', (_, payload, expected) => expect(orderingKey(payload)).toBe(expected))
})

test.each([
  ['pull_request', 'synchronize', true],
  ['check_run', 'rerequested', true],
  ['check_run', 'completed', false],
  ['issue_comment', 'edited', false],
  ['push', undefined, true],
  ['gollum', undefined, false],
])('%s.%s is worked: %s', (event, action, expected) => expect(isKnown(event, { action })).toBe(expected))
