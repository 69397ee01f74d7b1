import { describe, expect, it } from 'vitest'
import { type Driven, driven, memory } from './driven.ts'
import type { FakeTool } from './fakes/tool.ts'

/** What of the table a tool does otherwise. */
export interface Differences {
  /** The code where a start was lost and the tool cannot say more; absent: the run is found. */
  readonly lostAfter?: string
  /** The code where a start never arrived; absent: it is simply asked again. */
  readonly lostBefore?: string
  /** The code of a token that is not valid any more and cannot be renewed; absent: it is renewed. */
  readonly expired?: string
  /** What the runs are after a failed one is gone on with: the same, or one more. */
  readonly runsAfterRetry: 1 | 2
  readonly noLogs?: true
}

type Row = readonly [
  name: string,
  arrange: (fake: FakeTool) => void | Promise<void>,
  code: string | null,
  begun: number,
  during?: (note: string, fake: FakeTool) => void,
]

/** The table of faults, the same for every tool: nothing is started twice and nothing that went wrong is green. */
export function faults(name: string, make: () => Promise<FakeTool>, differences: Differences): void {
  const rows: Row[] = [
    ['all is well', () => {}, null, 1],
    ['it is down at the start', (fake) => fake.server.down(), 'outside.unreachable', 0],
    [
      'a start is answered by a cut connection',
      ({ server, isStart }) => void server.wrongs.push({ on: isStart, what: 'lost', times: 1 }),
      differences.lostAfter ?? null,
      1,
    ],
    [
      'a start is carried out and answered 502',
      ({ server, isStart }) =>
        void server.wrongs.push({ on: isStart, what: { lostAs: { status: 502, text: 'bad gateway' } }, times: 1 }),
      differences.lostAfter ?? null,
      1,
    ],
    [
      'a start never arrives',
      ({ server, isStart }) => void server.wrongs.push({ on: isStart, what: 'cut', times: 1 }),
      differences.lostBefore ?? null,
      differences.lostBefore === undefined ? 1 : 0,
    ],
    [
      'it has too much to do',
      ({ server, isStart }) =>
        void server.wrongs.push({
          on: isStart,
          what: { status: 429, json: {}, headers: { 'retry-after': '0' } },
          times: 2,
        }),
      null,
      1,
    ],
    [
      'looks fail for a while',
      ({ server, isLook }) =>
        void server.wrongs.push({ on: (asked) => isLook(asked), what: { status: 503, text: 'busy' }, times: 4 }),
      null,
      1,
    ],
    [
      'looks are cut for a while',
      ({ server, isLook }) => void server.wrongs.push({ on: isLook, what: 'cut', times: 3 }),
      null,
      1,
    ],
    [
      'the token ends in the middle',
      () => {},
      differences.expired ?? null,
      1,
      (note, fake) => void (/ has started /.test(note) && fake.expire()),
    ],
    [
      'the run is deleted',
      (fake) => void fake.course.splice(0, 9, fake.words.running),
      'outside.gone',
      1,
      (note, fake) => void (/ has started /.test(note) && fake.remove()),
    ],
    ['the role is too low', (fake) => fake.demote(), 'outside.forbidden', 0],
    [
      'all is a page to log in at',
      ({ server }) => void server.wrongs.push({ on: () => true, what: 'page', times: 99 }),
      'outside.not_api',
      0,
    ],
    [
      'all leads to a page to log in at',
      ({ server }) => void server.wrongs.push({ on: () => true, what: 'login', times: 99 }),
      'outside.not_api',
      0,
    ],
    [
      'a look is a page to log in at',
      ({ server, isLook }) =>
        void server.wrongs.push({ on: (asked) => isLook(asked) && server.asked.length > 6, what: 'page', times: 99 }),
      'outside.not_api',
      1,
    ],
    [
      'a look has another shape',
      ({ server, isLook }) =>
        void server.wrongs.push({
          on: (asked) => isLook(asked) && server.asked.length > 6,
          what: { status: 200, json: { nothing: 1 } },
          times: 99,
        }),
      'outside.answer',
      1,
    ],
    ['a word that nobody knows', (fake) => void fake.course.splice(0, 9, 'flummoxed'), 'outside.unknown_state', 1],
    [
      'the run fails',
      (fake) => void fake.course.splice(0, 9, fake.words.running, fake.words.failed),
      'outside.failed',
      1,
    ],
  ]

  describe(`${name}: faults`, () => {
    it.each(rows.map((row) => ({ name: row[0], row })))('$name', async ({ row: [, arrange, code, begun, during] }) => {
      const fake = await make()
      await arrange(fake)
      const { error, outputs, notes } = await driven(fake.open(), { onNote: (note) => during?.(note, fake) })
      expect(error?.code ?? null, `${error?.stack ?? ''}\n${notes.join('\n')}`).toBe(code)
      expect(fake.begun()).toBe(begun)
      expect(outputs === null).toBe(code !== null)
      if (error !== null) expectHelpful(error.message, fake)
    })

    it('what it is given is refused', async () => {
      const fake = await make()
      const { error } = await driven(fake.open(fake.badOptions))
      expect(error?.code).toBe('outside.refused')
      expect(fake.begun()).toBe(0)
      expectHelpful(error.message, fake)
    })

    it('it stays away for longer than anybody waits', async () => {
      const fake = await make()
      fake.course.splice(0, 9, fake.words.running)
      const onNote = (note: string): void => void (/ has started /.test(note) && fake.server.down())
      const { error } = await driven(fake.open(), { onNote })
      expect(error?.code).toBe('outside.unreachable')
      expect(error.message).toContain('may go on')
      expect(fake.begun()).toBe(1)
    })

    it.skipIf(differences.noLogs)('a log without an end is read in part', async () => {
      const fake = await make()
      fake.log(40_000_000)
      const { error, printed } = await driven(fake.open())
      expect(error).toBeNull()
      expect(printed.join('\n').length).toBeLessThan(4_000_000)
      expect(printed.some((line) => line.endsWith('read 10 rows'))).toBe(true)
    })

    it('a cancelled order ends the run, and it is confirmed', async () => {
      const fake = await make()
      fake.course.splice(0, 9, fake.words.running)
      const { error, notes } = await cancelled(fake)
      expect(error.name).toBe('AbortError')
      expect(fake.server.asked.filter(fake.isCancel).length).toBeGreaterThan(0)
      expect(notes.at(-1)).toMatch(/has ended run/)
    })

    it('it is down when the order is cancelled: that is said, with where to look', async () => {
      const fake = await make()
      fake.course.splice(0, 9, fake.words.running)
      fake.server.wrongs.push({ on: fake.isCancel, what: 'cut', times: 999 })
      const { notes } = await cancelled(fake)
      expect(notes.at(-1)).toMatch(/has not confirmed it: it may go on. See http/)
    })

    it('an order that goes on takes the run that there is', async () => {
      const fake = await make()
      fake.course.splice(0, 9, fake.words.running)
      const begun = memory()
      const first = await driven(fake.open(), {
        begun,
        onNote: (note) => void (/ has started /.test(note) && fake.server.down()),
      })
      expect(first.error?.code).toBe('outside.unreachable')
      await fake.server.up()
      const again = driven(fake.open(), {
        begun,
        onNote: (note) => void (/going on with it/.test(note) && fake.finish()),
      })
      expect((await again).error).toBeNull()
      expect(fake.begun()).toBe(1)
    })

    it('an order that goes on runs again what failed', async () => {
      const fake = await make()
      const begun = memory()
      fake.course.splice(0, 9, fake.words.failed)
      expect((await driven(fake.open(), { begun })).error?.code).toBe('outside.failed')
      fake.course.splice(0, 9, fake.words.running, fake.words.succeeded)
      expect((await driven(fake.open(), { begun })).error).toBeNull()
      expect(fake.begun()).toBe(differences.runsAfterRetry)
    })
  })
}

function cancelled(fake: FakeTool): Promise<Driven> {
  return driven(fake.open(), {
    onNote: (note, abort) => void (note.toLowerCase().includes(` is ${fake.words.running.toLowerCase()}`) && abort()),
  })
}

/** The tool, what was to run, and an address to look at. */
function expectHelpful(message: string, fake: FakeTool): void {
  const { tool, subject } = fake.open()
  expect(message).toContain(`${tool}, ${subject}`)
  expect(message).toMatch(/ See https?:\/\/\S+$/)
}
