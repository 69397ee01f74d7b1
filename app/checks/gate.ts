import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Verdict, VerdictReason } from '../../recipes-schema/report/types.ts'
import type { Condition } from '../gating/conditions.ts'
import type { Progress } from '../orders/order.ts'
import { assemble } from './budget.ts'
import type { CheckOutput, Conclusion } from './check.ts'
import { code, count, row, short, tableHead, words } from './markdown.ts'
import { against, worthTelling } from './reasons.ts'

/** What the gate has to say, in each situation that it can be in. */
export type GateSituation =
  | { readonly type: 'running'; readonly plan: Plan; readonly environment: string; readonly progress: Progress | null }
  | { readonly type: 'empty'; readonly plan: Plan }
  | { readonly type: 'draft'; readonly plan: Plan }
  | { readonly type: 'fork'; readonly head: string }
  | {
      readonly type: 'judged'
      readonly head: string
      readonly verdict: Verdict
      readonly reasons: readonly VerdictReason[]
      readonly counts: JudgedCounts
      /** What it still needs although the verdict is good. */
      readonly open: readonly Condition[]
      /** What people should know about the gate itself, e.g. that nobody has to pass it. */
      readonly notes: readonly string[]
    }
  /** The plan is expected to cost more than its budget. */
  | { readonly type: 'over_budget'; readonly head: string; readonly message: string; readonly mayApprove: boolean }
  | { readonly type: 'superseded'; readonly by: string }
  /** Somebody stopped it. */
  | { readonly type: 'cancelled'; readonly by: string }
  | { readonly type: 'workflow_missing'; readonly branch: string; readonly file: string }
  | { readonly type: 'dispatch_refused'; readonly message: string }
  | { readonly type: 'runner_ended'; readonly conclusion: string; readonly runUrl: string }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'stuck'; readonly message: string }

export interface JudgedCounts {
  readonly nodes: number
  readonly tests: number
  readonly measures: number
}

/** `delayedSeconds`: how long GitHub's rate limit held the work back, so that slowness has a name. */
export function gate(
  situation: GateSituation,
  delayedSeconds = 0,
): { conclusion: Conclusion | null; output: CheckOutput } {
  const { conclusion, title, pieces } = say(situation)
  const delayed =
    delayedSeconds > 0 ? `Delayed: GitHub’s rate limit held this back for ${Math.round(delayedSeconds)} s.` : ''
  return {
    conclusion,
    output: { title, summary: assemble([...pieces, delayed]), text: null, annotations: [], images: [] },
  }
}

interface Said {
  readonly conclusion: Conclusion | null
  readonly title: string
  readonly pieces: Parameters<typeof assemble>[0]
}

function say(situation: GateSituation): Said {
  switch (situation.type) {
    case 'running':
      return running(situation)
    case 'empty':
      return {
        conclusion: 'success',
        title: 'Passed: this change changes no data',
        pieces: [
          `**Every node’s fingerprint equals the merge base’s,** so nothing had to run: what production has is what ${short(situation.plan.head)} would make.`,
          '`galley / plan` holds the proof.',
        ],
      }
    case 'draft':
      return {
        conclusion: 'action_required',
        title: 'Not run: the pull request is a draft',
        pieces: [
          `**${count(situation.plan.counts.run, 'node')} would run.** Mark the pull request ready for review, or comment \`/kitchen run\` to run it now.`,
        ],
      }
    case 'fork':
      return {
        conclusion: 'action_required',
        title: 'Not run: the commit is in a fork',
        pieces: [
          '**A fork’s code gets a plan, not a run,** because a run reaches this repository’s data.',
          `Whoever may (\`approve-fork\` in galley.yaml) reads the change and comments ${code(`/kitchen approve ${situation.head.slice(0, 10)}`)}, or chooses “Approve fork” below. That lets ${short(situation.head)} run, and no commit after it.`,
        ],
      }
    case 'judged':
      return judged(situation)
    case 'over_budget':
      return {
        conclusion: situation.mayApprove ? 'action_required' : 'failure',
        title: situation.mayApprove ? 'Not run: it needs an approval of its cost' : 'Not run: it costs too much',
        pieces: [
          `**Nothing was made:** ${words(situation.message)}`,
          situation.mayApprove
            ? `Whoever may (\`approve-budget\` in galley.yaml) comments ${code(`/kitchen approve ${situation.head.slice(0, 10)}`)} to run ${short(situation.head)} all the same.`
            : 'Make the change smaller, or raise the budget in the galley.yaml of the default branch.',
        ],
      }
    case 'superseded':
      return {
        conclusion: 'cancelled',
        title: 'Cancelled: a newer order took its place',
        pieces: [`**This order was stopped,** because ${words(situation.by)}. Look at the newest commit’s gate.`],
      }
    case 'cancelled':
      return {
        conclusion: 'cancelled',
        title: `Cancelled by ${situation.by}`,
        pieces: [
          `**${words(situation.by)} stopped this order;** nothing of it was bound.`,
          'Choose “Re-run” on this check or comment `/kitchen run` to run it.',
        ],
      }
    case 'workflow_missing':
      return {
        conclusion: 'failure',
        title: 'Not run: the workflow is missing',
        pieces: [
          `**There is no ${code(`.github/workflows/${situation.file}`)} on ${code(situation.branch)},** so nothing could be started.`,
          'Add it on that branch as Galley’s installation guide says (docs/how-to/install.md has it to copy), then choose “Re-run” on this check or comment `/kitchen run`.',
        ],
      }
    case 'dispatch_refused':
      return {
        conclusion: 'failure',
        title: 'Not run: GitHub did not start the workflow',
        pieces: [
          `**GitHub’s words:** ${words(situation.message)}`,
          'Look at the workflow’s inputs (`order`, `sha`, `server`, `environment`), and whether Actions are switched on and this App is an allowed actor; then choose “Re-run” on this check or comment `/kitchen run`.',
        ],
      }
    case 'runner_ended':
      return {
        conclusion: 'failure',
        title: `Failed: the runner ended (${situation.conclusion}) before it reported`,
        pieces: [
          `**Nothing is known about this change:** the runner ended (${words(situation.conclusion)}) before it reported. [Its log](${situation.runUrl}) says more.`,
          'To try again, re-run the job there, choose “Re-run” on this check, or comment `/kitchen run`.',
        ],
      }
    case 'refused':
      return {
        conclusion: 'failure',
        title: 'Failed: the report was refused',
        pieces: [
          `**A report arrived that does not belong to this order:** ${words(situation.message)}`,
          'It was not used. Should the workflow or Galley’s version on the default branch have changed just now, comment `/kitchen run`; otherwise find out who sent it.',
        ],
      }
    case 'stuck':
      return {
        conclusion: 'failure',
        title: 'Failed: Galley could not do its part',
        pieces: [
          `**Galley gave up after several attempts:** ${words(situation.message)}`,
          'Choose “Re-run” on this check or comment `/kitchen run` to try again; the App’s log has the details.',
        ],
      }
  }
}

function running({ plan, environment, progress }: Extract<GateSituation, { type: 'running' }>): Said {
  const title =
    progress === null
      ? `Waiting for a runner: ${count(plan.counts.run, 'node')} to run`
      : `Running: ${progress.done} of ${progress.total}${progress.now === null ? '' : `, now ${progress.now}`}`
  const failed = progress !== null && progress.failed > 0 ? `${count(progress.failed, 'node')} failed so far.` : ''
  return {
    conclusion: null,
    title: title.slice(0, 200),
    pieces: [
      `**Kitchen ${code(environment)}** runs what ${short(plan.head)} changes; \`galley / plan\` says what and why.`,
      failed,
    ],
  }
}

function judged(situation: Extract<GateSituation, { type: 'judged' }>): Said {
  const { conclusion, title, pieces } = verdictWords(situation)
  const { open, notes, head } = situation
  if (conclusion !== 'success' || open.length === 0) return { conclusion, title, pieces: [...pieces, ...notes] }
  const names = [...new Set(open.map(({ name }) => name))].join(', ')
  return {
    conclusion: 'action_required',
    title: `Waiting: ${names}. ${title}`.slice(0, 200),
    pieces: [
      `**${short(head)} is good, and cannot be merged yet:**\n\n${open.map(({ message }) => `- ${message}`).join('\n')}`,
      ...pieces,
      ...notes,
    ],
  }
}

function verdictWords({ verdict, reasons, counts, head }: Extract<GateSituation, { type: 'judged' }>): Said {
  const sum = `${count(counts.nodes, 'node')} ran, ${count(counts.tests, 'test')} and ${count(counts.measures, 'measure')} were judged`
  const table = {
    head: tableHead(['what', 'why'], 'll'),
    rows: worthTelling(reasons).map((reason) => row([code(reason.subject), words(reason.message)])),
    more: (left: number) => `… and ${left} more.`,
  }
  switch (verdict) {
    case 'pass':
      return {
        conclusion: 'success',
        title: `Passed: ${sum}`,
        pieces: [`**${short(head)} passed.** ${sum}. Merging promotes exactly this.`, table],
      }
    case 'warn':
      return {
        conclusion: 'success',
        title: `Passed with ${count(against(reasons).length, 'warning')}`,
        pieces: [`**${short(head)} passed, with ${count(against(reasons).length, 'warning')}.** ${sum}.`, table],
      }
    case 'fail':
      return {
        conclusion: 'failure',
        title: `Stopped: ${failTitle(reasons)}`.slice(0, 200),
        pieces: [
          `**${short(head)} must not reach production as it is.** ${sum}.`,
          table,
          'The recipes’ checks mark the lines, `galley / charts` shows the history. Mend it and push: only what changes is run again.',
          acceptWords(reasons),
        ],
      }
    case 'cancelled':
      return {
        conclusion: 'cancelled',
        title: 'Cancelled before it was done',
        pieces: [
          '**The run was cancelled,** so nothing is known about this change. Comment `/kitchen run` to run it again.',
          table,
        ],
      }
  }
}

/** How a signal that is meant is accepted. */
function acceptWords(reasons: readonly VerdictReason[]): string {
  const [first, ...more] = reasons.filter(({ code }) => code === 'signal')
  if (first === undefined) return ''
  const name = more.length === 0 ? first.subject : 'all'
  return `Is the new value what the change means to do? Then say so: ${code(`/kitchen accept ${name} "why"`)}.`
}

const failNouns: Partial<Record<VerdictReason['code'], [one: string, many: string]>> = {
  node_failed: ['node failed', 'nodes failed'],
  test_failed: ['test failed', 'tests failed'],
  test_error: ['test could not be evaluated', 'tests could not be evaluated'],
  signal: ['signal', 'signals'],
  nothing_ran: ['planned thing was not reported', 'planned things were not reported'],
}

function failTitle(reasons: readonly VerdictReason[]): string {
  return Object.entries(failNouns)
    .map(([reason, [one, many]]): [number, string, string] => [
      reasons.filter((found) => found.code === reason).length,
      one,
      many,
    ])
    .filter(([number]) => number > 0)
    .map(([number, one, many]) => count(number, one, many))
    .join(', ')
}
