import { describe, expect, test } from 'vitest'
import { isOpen, move, type OrderState, type Transition } from '../../app/orders/state.ts'

const run = { id: '77', url: 'https://github.test/runs/77' }
const held = { run, attempt: 1, tokenHash: 'aa' }
const states: Record<string, OrderState> = {
  requested: { status: 'requested' },
  dispatched: { status: 'dispatched', run },
  claimed: { status: 'claimed', ...held },
  running: { status: 'running', ...held, nextEvent: 3 },
  reported: { status: 'reported', ...held },
  judged: { status: 'judged', run, verdict: 'pass', tokenHash: 'aa' },
  superseded: { status: 'superseded', run, by: 'a push' },
  died: { status: 'failed', run, attempt: 1, code: 'runner_ended', message: 'gone' },
  undispatched: { status: 'failed', run: null, attempt: 0, code: 'workflow_missing', message: 'none' },
  refused: { status: 'refused', run, code: 'other_digest', message: 'another' },
}
const transitions: Record<string, Transition> = {
  dispatched: { type: 'dispatched', run },
  'claimed 1': { type: 'claimed', attempt: 1, tokenHash: 'bb' },
  'claimed 2': { type: 'claimed', attempt: 2, tokenHash: 'bb' },
  'events 0-2': { type: 'events', first: 0, count: 2 },
  'events 3-4': { type: 'events', first: 3, count: 2 },
  reported: { type: 'reported' },
  judged: { type: 'judged', verdict: 'warn' },
  superseded: { type: 'superseded', by: 'a push' },
  died: { type: 'failed', code: 'runner_ended', message: 'gone' },
  refused: { type: 'refused', code: 'other_head', message: 'another' },
}

// Where each transition (column) leads from each state (row): a status, `=` for "already", or the code of a refusal in brackets.
const table = `
              dispatched  claimed 1    claimed 2    events 0-2   events 3-4   reported     judged       superseded   died      refused
requested     dispatched  (not_ready)  (not_ready)  (closed)     (closed)     (closed)     (closed)     superseded   failed    (closed)
dispatched    =           claimed      claimed      (closed)     (closed)     (closed)     (closed)     superseded   failed    (closed)
claimed       =           (claimed)    claimed      running      (gap)        reported     (closed)     superseded   failed    refused
running       =           (claimed)    claimed      =            running      reported     (closed)     superseded   failed    refused
reported      =           (closed)     (closed)     (closed)     (closed)     =            judged       superseded   =         (closed)
judged        =           (closed)     (closed)     (closed)     (closed)     =            =            =            =         =
superseded    =           (closed)     (closed)     (closed)     (closed)     (closed)     (closed)     =            =         =
died          =           (closed)     claimed      (closed)     (closed)     (closed)     (closed)     =            =         =
undispatched  =           (closed)     (closed)     (closed)     (closed)     (closed)     (closed)     =            =         =
refused       =           (closed)     (closed)     (closed)     (closed)     (closed)     (closed)     =            =         =
`

const [header = '', ...rows] = table.trim().split('\n')
const columns = header.trim().split(/\s{2,}/)
const cells = rows.flatMap((line) => {
  const [from = '', ...expected] = line.split(/\s{2,}/)
  return expected.map((to, at) => [from, columns[at] ?? '', to] as const)
})

describe('an order', () => {
  test.each(cells)('%s, %s: %s', (from, by, expected) => {
    const state = states[from]
    const transition = transitions[by]
    if (state === undefined || transition === undefined) throw new Error(`the table names ${from} and ${by}`)
    const moved = move(state, transition)
    const found = moved.type === 'moved' ? moved.state.status : moved.type === 'already' ? '=' : `(${moved.code})`
    expect(found).toBe(expected)
  })

  test('that is started again forgets the events and the token of the attempt before', () => {
    const moved = move(states.running as OrderState, { type: 'claimed', attempt: 2, tokenHash: 'bb' })
    expect(moved).toEqual({ type: 'moved', state: { status: 'claimed', run, attempt: 2, tokenHash: 'bb' } })
  })

  test('takes only the new part of a batch that overlaps', () => {
    expect(move(states.running as OrderState, { type: 'events', first: 2, count: 4 })).toMatchObject({
      state: { nextEvent: 6 },
    })
  })

  test.each(Object.entries(states))('%s is open or has an end', (_, state) => {
    expect(isOpen(state)).toBe(['requested', 'dispatched', 'claimed', 'running', 'reported'].includes(state.status))
  })
})

describe('a run that ends', () => {
  const ended = { type: 'failed', code: 'runner_ended', message: 'gone' } as const
  test('late, when a newer attempt has claimed the order, ends nothing', () => {
    const second: OrderState = { status: 'running', run, attempt: 2, tokenHash: 'bb', nextEvent: 1 }
    expect(move(second, { ...ended, attempt: 1 })).toEqual({ type: 'already' })
    expect(move(second, { ...ended, attempt: 2 }).type).toBe('moved')
  })
  test('a job that was given up ends also an order whose report has come', () => {
    const reported: OrderState = { status: 'reported', ...held }
    expect(move(reported, ended)).toEqual({ type: 'already' })
    expect(move(reported, { ...ended, code: 'stuck' }).type).toBe('moved')
  })
})

/** Which states lead where, found by trying every transition on every state. */
function diagram(): string {
  const edges = new Set<string>()
  for (const state of Object.values(states))
    for (const transition of Object.values(transitions)) {
      const moved = move(state, transition)
      if (moved.type !== 'moved') continue
      const label = state.status === moved.state.status ? `${transition.type} again` : transition.type
      edges.add(`  ${state.status} --> ${moved.state.status}: ${label}`)
    }
  const ends = Object.values(states)
    .filter((state) => !isOpen(state))
    .map(({ status }) => `  ${status} --> [*]`)
  return ['stateDiagram-v2', '  [*] --> requested', ...edges, ...new Set(ends)].join('\n')
}

test('the page on orders draws the machine as it is', async () => {
  const page = `# An order's life
This picture is made from \`app/orders/state.ts\` by trying every transition on every state; a test keeps it true. Every state that
an order was in is kept in the table \`order_history\` of the App's store.

\`\`\`mermaid
${diagram()}
\`\`\`

- **requested**: it is stored, and GitHub is about to be asked to run it. An order of production waits here for its turn, and
  while what it changes is locked.
- **dispatched**: GitHub has started the run; **claimed**: that run, and no other, has taken the order; **running**: it tells how it
  goes.
- **reported**: the evidence is in; **judged**: the App has come to its own verdict over it.
- **superseded**: a newer order took its place, or somebody stopped it. **failed**: GitHub refused, or the run ended without a
  report; whoever starts the same run again claims the order again. **refused**: a report came that is not this order's.
`
  await expect(page).toMatchFileSnapshot('../../docs/reference/orders.md')
})
