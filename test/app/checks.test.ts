import { beforeAll, describe, expect, test } from 'vitest'
import { chartsOutput } from '../../app/checks/charts-check.ts'
import type { CheckOutput } from '../../app/checks/check.ts'
import { acceptSignals, approveFork, promoteNow, runAgain } from '../../app/checks/check.ts'
import { type CommentSituation, comment, commentMarker } from '../../app/checks/comment.ts'
import { diagnosticsGate, diagnosticsOutput } from '../../app/checks/diagnostics-check.ts'
import { type GateSituation, gate } from '../../app/checks/gate.ts'
import { planOutput } from '../../app/checks/plan-check.ts'
import { recipeOutput } from '../../app/checks/recipe-check.ts'
import { openConditions } from '../../app/gating/conditions.ts'
import { wantedOf } from '../../app/plans/wanted.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import type {
  MeasureResult,
  NodeResult,
  Promotion,
  TestResult,
  VerdictReason,
} from '../../recipes-schema/report/types.ts'
import { anOrder, aReport, head } from './support/orders.ts'
import { files, load, project } from './support/project.ts'

const arrivalsFile = 'recipes/flights/sql/arrivals.sql'
const shas = { base: 'b'.repeat(40), head, merge_base: 'b'.repeat(40) }
const environment = 'pr_7'

let before: Project
beforeAll(async () => {
  before = await project(files)
})

async function change(over: Record<string, string>): Promise<{ plan: Plan; project: Project; changedFiles: string[] }> {
  const after = await project({ ...files, ...over })
  return { plan: planChange({ base: before, head: after, shas }), project: after, changedFiles: Object.keys(over) }
}

/** A golden file's text: what a person sees, one part below the other. Digests differ with every recipe, so not here. */
function page(output: CheckOutput, conclusion: string | null = 'success'): string {
  const notes = output.annotations.map(
    (note) => `${note.level} ${note.path}:${note.startLine}-${note.endLine} ${note.title}\n${note.message}`,
  )
  const parts = [`# ${output.title} (${conclusion})`, output.summary, output.text ?? '', ...notes]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`.replaceAll(/sha256:[0-9a-f]+/g, 'sha256:…')
}

const golden = (name: string) => `./golden/${name}.md`

describe('the plan says', () => {
  test('what runs, and why', async () => {
    const planned = await change({ [arrivalsFile]: `${files[arrivalsFile]}where f.arrival_delay is not null\n` })
    await expect(page(planOutput({ ...planned, next: 'runs', environment }))).toMatchFileSnapshot(golden('plan-runs'))
  })

  test('that nothing has to run, with the proof', async () => {
    const planned = await change({
      [arrivalsFile]: `-- Late as the Department counts.\n${files[arrivalsFile]}`,
      'README.md': 'New.',
    })
    await expect(page(planOutput({ ...planned, next: 'asked', environment }))).toMatchFileSnapshot(golden('plan-empty'))
  })

  test('what else is to be known of a node', async () => {
    const { plan, project } = await change({ [arrivalsFile]: `${files[arrivalsFile]}limit 5\n` })
    const recipes = plan.recipes.map((recipe) => ({
      ...recipe,
      nodes: recipe.nodes.map((node) => ({
        ...node,
        was: 'landings',
        conditional: true,
        cost: { from: 'history' as const, rows: 1200, seconds: 3.1, bytes: null },
      })),
    }))
    const planned = { plan: { ...plan, recipes }, project, changedFiles: [], next: 'runs', environment } as const
    expect(planOutput(planned).text).toContain(
      '; was called landings before; runs if its condition holds by then; expected: 1,200 rows, 3.1 s |',
    )
  })

  test('that only tests changed, and a node goes', async () => {
    const recipe = files['recipes/flights/recipe.yaml'] ?? ''
    const edited = recipe
      .replace('  by_hour:\n    sql: sql/by_hour.sql\n', '')
      .replace('- unique: [place]', '- unique: [place]\n      - not_null: [delay]')
    const planned = await change({ 'recipes/flights/recipe.yaml': edited })
    await expect(page(planOutput({ ...planned, next: 'runs', environment }))).toMatchFileSnapshot(golden('plan-checks'))
  })

  test.each(['draft', 'fork'] as const)('that a %s is not run', async (next) => {
    const planned = await change({ [arrivalsFile]: `${files[arrivalsFile]}limit 5\n` })
    expect(planOutput({ ...planned, next, environment }).summary).toMatch(/Nothing is run/)
  })

  test('where the recipes are wrong, at the lines', async () => {
    const loaded = await load({
      ...files,
      [arrivalsFile]: 'select flight_id from stg_flight\n',
      'recipes/flights/sql/by_hour.sql': 'select hour(departed_at from stg_flights\n',
    })
    if (loaded.ok) throw new Error('it has to have diagnostics')
    await expect(page(diagnosticsOutput(loaded.diagnostics, head), 'failure')).toMatchFileSnapshot(
      golden('plan-diagnostics'),
    )
    await expect(page(diagnosticsGate(loaded.diagnostics, head), 'failure')).toMatchFileSnapshot(
      golden('gate-diagnostics'),
    )
  })

  test('the first 50 at their lines, the others in the table', () => {
    const many = Array.from({ length: 60 }, (_, at) => ({
      code: 'sql.syntax',
      severity: 'error' as const,
      message: `m${at}`,
      hint: null,
      file: 'a.sql',
      line: at + 1,
      column: 1,
      end_line: at + 1,
      end_column: 2,
      related: [],
    }))
    const output = diagnosticsOutput(many, head)
    expect(output.annotations).toHaveLength(50)
    expect(output.summary).toContain('the other 10 only here')
  })
})

const node = (name: string, over: Partial<NodeResult> = {}): NodeResult => ({
  recipe: 'flights',
  node: name,
  kind: 'sql',
  state: 'succeeded',
  seconds: 0.5,
  attempts: 1,
  rows: 15_004,
  relation: null,
  error: null,
  ...over,
})
const result = (name: string, test: string, over: Partial<TestResult> = {}): TestResult => ({
  recipe: 'flights',
  node: name,
  test,
  severity: 'stop',
  state: 'passed',
  failures: 0,
  message: 'As it should be.',
  location: { file: 'recipes/flights/recipe.yaml', line: 20 },
  ...over,
})
const failed = result('arrivals', 'unique(flight_id)', {
  state: 'failed',
  failures: 1_812,
  message: '1,812 rows of 16,816 share a flight_id.',
})
const warned = result('arrivals', 'check(delay)', {
  severity: 'warning',
  state: 'failed',
  failures: 2,
  message: '2 rows are outside.',
})
const measure = (name: string, over: Partial<MeasureResult> = {}): MeasureResult => ({
  recipe: 'flights',
  node: 'arrivals',
  measure: name,
  value: 15_004,
  state: 'established',
  center: 15_200.4,
  lcl: 13_100.2,
  ucl: 17_300.6,
  signal: null,
  accepted: null,
  comparable: true,
  notes: [],
  chart: null,
  ...over,
})
const beyond = measure('row_count', {
  value: 16_816,
  ucl: 16_400,
  signal: {
    rule: 'beyond_3s',
    severity: 'fail',
    message: '16,816 is above 16,400 (the upper limit of 27 runs around 15,200)',
  },
})
const reasons: VerdictReason[] = [
  { code: 'test_failed', subject: 'flights.arrivals: unique(flight_id)', message: failed.message },
  { code: 'signal', subject: 'flights.arrivals.row_count', message: beyond.signal?.message ?? '' },
]

describe('a recipe says', () => {
  test('that all is well', async () => {
    const said = recipeOutput({
      recipe: 'flights',
      nodes: [node('arrivals'), node('by_hour', { state: 'reused' })],
      tests: [result('arrivals', 'unique(flight_id)')],
      diffs: [],
      wanted: [],
    })
    await expect(page(said.output, said.conclusion)).toMatchFileSnapshot(golden('recipe-passed'))
  })

  test('what failed, at the lines', async () => {
    const { plan, project } = await change({ [arrivalsFile]: `${files[arrivalsFile]}limit 5\n` })
    const broken = node('by_airport', {
      state: 'failed',
      rows: null,
      error: { code: 'sql', message: 'Binder Error: no column "delay"', location: null },
    })
    const said = recipeOutput({
      recipe: 'flights',
      nodes: [node('arrivals', { attempts: 2 }), broken, node('bulletin', { state: 'skipped', rows: null })],
      tests: [
        warned,
        failed,
        result('arrivals', 'not_null(place)'),
        result('by_airport', 'unique(place)', { state: 'skipped', message: 'by_airport failed' }),
      ],
      diffs: [],
      wanted: wantedOf(plan, project),
    })
    await expect(page(said.output, said.conclusion)).toMatchFileSnapshot(golden('recipe-failed'))
  })

  test('failing rows, where the recipe lets them be shown', () => {
    const samples = {
      columns: ['id', 'a|b'],
      rows: [
        ['1', null],
        ['<b>', '@all'],
      ],
    }
    const said = recipeOutput({
      recipe: 'flights',
      nodes: [node('arrivals')],
      tests: [{ ...failed, total: 16_816, samples }],
      diffs: [],
      wanted: [],
    })
    expect(said.output.text).toContain('| `id` | `a\\|b` |\n| --- | --- |\n| 1 | *NULL* |\n| &lt;b&gt; | @\u200ball |')
    expect(said.output.summary).toContain('1,812 of 16,816')
  })

  test.each([
    ['warnings alone are neutral', [warned], 'neutral'],
    ['a log entry alone is a success', [{ ...warned, severity: 'log' as const }], 'success'],
    [
      'a test that could not be evaluated is a failure',
      [{ ...warned, severity: 'log' as const, state: 'error' as const }],
      'failure',
    ],
  ])('%s', (_, tests, expected) => {
    expect(
      recipeOutput({ recipe: 'flights', nodes: [node('arrivals')], tests, diffs: [], wanted: [] }).conclusion,
    ).toBe(expected)
  })
})

describe('the charts say', () => {
  test('which measure left its limits', async () => {
    const learning = measure('null_rate', { value: 0.0125, state: 'learning', center: null, lcl: null, ucl: null })
    const measures = [learning, measure('mean_delay', { value: 7.25, center: 6.9, lcl: 2.1, ucl: 11.7 }), beyond]
    const budget = { measures: 143, sigmas: 3.6, false_alarms: 0.05 }
    const said = chartsOutput({ measures, budget, images: [] })
    await expect(page(said.output, said.conclusion)).toMatchFileSnapshot(golden('charts-signal'))
  })

  test('what was accepted, and what cannot be compared', async () => {
    const accepted = { by: 'ada', at: '2026-05-04T10:00:00.000Z', reason: 'Two airports | more @all' }
    const measures = [{ ...beyond, accepted }, measure('mean_delay', { comparable: false }), measure('p95')]
    const budget = { measures: 2, sigmas: 3, false_alarms: 0.05 }
    const said = chartsOutput({ measures, budget, images: [] })
    await expect(page(said.output, said.conclusion)).toMatchFileSnapshot(golden('charts-accepted'))
  })

  test('that all is within the limits', () => {
    const said = chartsOutput({ measures: [measure('row_count')], budget: null, images: [] })
    expect([said.conclusion, said.output.title]).toEqual(['success', '1 measure within its limits'])
  })
})

describe('the gate says', () => {
  const counts = { nodes: 4, tests: 12, measures: 5 }
  const situations = async (): Promise<Record<string, GateSituation>> => {
    const { plan } = await change({ [arrivalsFile]: `${files[arrivalsFile]}limit 5\n` })
    const empty = await change({ 'README.md': 'New.' })
    const progress = { total: 4, done: 1, failed: 0, now: 'flights.by_airport', shown: 1, shownAt: 0 }
    return {
      waiting: { type: 'running', plan, environment, progress: null },
      running: { type: 'running', plan, environment, progress },
      empty: { type: 'empty', plan: empty.plan },
      draft: { type: 'draft', plan },
      fork: { type: 'fork', head },
      passed: { type: 'judged', head, verdict: 'pass', reasons: [], counts, open: [], notes: [] },
      warned: {
        type: 'judged',
        head,
        verdict: 'warn',
        reasons: [{ code: 'test_warned', subject: 'flights.arrivals: check', message: '2 rows.' }],
        counts,
        open: [],
        notes: [],
      },
      stopped: { type: 'judged', head, verdict: 'fail', reasons, counts, open: [], notes: [] },
      cancelled: { type: 'judged', head, verdict: 'cancelled', reasons: [], counts, open: [], notes: [] },
      waiting_for_people: {
        type: 'judged',
        head,
        verdict: 'pass',
        reasons: [],
        counts,
        open: openConditions({
          policy: { approvals: 2, codeOwners: true },
          approvedBy: [{ login: 'ada', teams: [] }],
          recipeFiles: new Map([['flights', 'recipes/flights/recipe.yaml']]),
          codeOwners: '* @acme/data\n',
          overlap: ['flights.arrivals'],
          baseBranch: 'main',
          locks: [{ recipe: '*', reason: 'month-end close', actor: 'grace', at: new Date(0) }],
        }),
        notes: [],
      },
      over_budget: { type: 'over_budget', head, message: '90 GB are more than 50 GB.', mayApprove: true },
      far_over_budget: { type: 'over_budget', head, message: '90 GB are more than 50 GB.', mayApprove: false },
      superseded: { type: 'superseded', by: '2222222 is to be run now' },
      stopped_by_somebody: { type: 'cancelled', by: 'ada' },
      workflow_missing: { type: 'workflow_missing', branch: 'main', file: 'galley.yml' },
      dispatch_refused: { type: 'dispatch_refused', message: 'Unexpected inputs provided: ["server"]' },
      runner_ended: { type: 'runner_ended', conclusion: 'failure', runUrl: 'https://github.test/runs/77' },
      refused: { type: 'refused', message: 'It is about another plan. @everybody <!-- galley:kitchen -->' },
      stuck: { type: 'stuck', message: 'GitHub answered 503: unavailable' },
    }
  }

  test('something useful in every situation', async () => {
    const pages = Object.entries(await situations()).map(([name, situation]) => {
      const said = gate(situation, name === 'passed' ? 12 : 0)
      return `<!-- ${name} -->\n${page(said.output, said.conclusion)}`
    })
    await expect(pages.join('\n')).toMatchFileSnapshot(golden('gate'))
  })
})

describe('the comment says', () => {
  const report = (over: Parameters<typeof aReport>[1] = {}) => {
    const found = aReport(anOrder({ id: 'order-1' }), over)
    return { ...found, measures: [measure('mean_delay')] }
  }
  const promotion: Promotion = {
    road: 'swap',
    from_version: 27,
    to_version: 28,
    bound: ['flights.arrivals', 'flights.by_airport'],
    unbound: [],
  }
  const runUrl = 'https://github.test/runs/77'
  const situations: Record<string, CommentSituation> = {
    passed: { type: 'judged', head, verdict: 'pass', reasons: [], report: report(), runUrl },
    stopped: { type: 'judged', head, verdict: 'fail', reasons, report: report({ tests: [failed] }), runUrl },
    empty: { type: 'empty', head, nodes: 17 },
    diagnosed: { type: 'diagnosed', head, faults: 2 },
    promoted: { type: 'promoted', commit: head, report: report({ promotion }), runUrl },
    nothing_to_promote: { type: 'nothing_to_promote', commit: head },
    promotion_failed: {
      type: 'promotion_failed',
      commit: head,
      message: 'production moved on to version 29.',
      reasons: [],
      runUrl,
    },
    removed: { type: 'removed', why: 'closed', environment },
    removal_failed: { type: 'removal_failed', environment, message: 'the warehouse is locked.', runUrl },
  }

  test('the whole story in every situation', async () => {
    const pages = Object.entries(situations).map(([name, situation]) => `<!-- ${name} -->\n${comment(situation)}\n`)
    await expect(pages.join('\n')).toMatchFileSnapshot(golden('comment'))
  })

  test('nothing that could pass for its marker', () => {
    const forged: CommentSituation = {
      type: 'promotion_failed',
      commit: head,
      message: commentMarker,
      reasons: [],
      runUrl: null,
    }
    expect(comment(forged).split(commentMarker)).toHaveLength(2)
  })
})

test.each(Object.entries({ runAgain, acceptSignals, promoteNow, approveFork }))(
  'the button %s fits what GitHub takes',
  (_, { label, description, identifier }) => {
    expect(label.length).toBeLessThanOrEqual(20)
    expect(description.length).toBeLessThanOrEqual(40)
    expect(identifier.length).toBeLessThanOrEqual(20)
  },
)
