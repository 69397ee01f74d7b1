import type { Report, Verdict, VerdictReason } from '../../recipes-schema/report/types.ts'
import type { Removal } from '../orders/order.ts'
import type { Lock } from '../store/locks.ts'
import { assemble } from './budget.ts'
import { dataDiffLine } from './data-diff.ts'
import { code, count, folded, list, row, short, tableHead, words } from './markdown.ts'
import { worthTelling } from './reasons.ts'

/** By this the one comment is found again. Texts from elsewhere cannot hold it: their `<` is escaped. */
export const commentMarker = '<!-- galley:kitchen -->'

/** What the comment has to say; it is always the whole story of the pull request so far. */
export type CommentSituation =
  | {
      readonly type: 'judged'
      readonly head: string
      readonly verdict: Verdict
      readonly reasons: readonly VerdictReason[]
      readonly report: Report
      readonly runUrl: string
    }
  | { readonly type: 'empty'; readonly head: string; readonly nodes: number }
  | { readonly type: 'diagnosed'; readonly head: string; readonly faults: number }
  | { readonly type: 'promoting'; readonly commit: string; readonly runUrl: string }
  | { readonly type: 'promoted'; readonly commit: string; readonly report: Report; readonly runUrl: string }
  | {
      readonly type: 'promotion_held'
      readonly commit: string
      readonly lock: Pick<Lock, 'recipe' | 'reason' | 'actor'>
    }
  | { readonly type: 'rolled_back'; readonly report: Report; readonly by: string; readonly runUrl: string }
  | { readonly type: 'rollback_failed'; readonly message: string; readonly runUrl: string | null }
  | { readonly type: 'nothing_to_promote'; readonly commit: string }
  | {
      readonly type: 'promotion_failed'
      readonly commit: string
      readonly message: string
      readonly reasons: readonly VerdictReason[]
      readonly runUrl: string | null
    }
  | { readonly type: 'removed'; readonly environment: string; readonly why: Removal }
  | {
      readonly type: 'removal_failed'
      readonly environment: string
      readonly message: string
      readonly runUrl: string | null
    }

/** The one sticky comment, marker included. `before` is a line that stays below the newest news. */
export function comment(situation: CommentSituation, before: string | null = null): string {
  return assemble([commentMarker, ...say(situation), before ?? ''])
}

/** One line that the story is continued below, e.g. how the promotion went once the kitchen is removed. */
export function storyLine(situation: CommentSituation): string {
  switch (situation.type) {
    case 'promoted':
      return `Merged as ${short(situation.commit)} and promoted${version(situation.report)}.`
    case 'nothing_to_promote':
      return `Merged as ${short(situation.commit)}; it changes no data, so nothing was promoted.`
    default:
      return ''
  }
}

function say(situation: CommentSituation): Parameters<typeof assemble>[0] {
  switch (situation.type) {
    case 'judged':
      return judged(situation)
    case 'empty':
      return [
        '### Galley: passed, this change changes no data',
        `All ${count(situation.nodes, 'node')} of ${short(situation.head)} have the fingerprint of the merge base. Nothing was run, because there is nothing to run.`,
      ]
    case 'diagnosed':
      return [
        `### Galley: stopped, ${count(situation.faults, 'fault')} in the recipes`,
        `The recipes of ${short(situation.head)} cannot be planned. \`galley / plan\` marks the lines.`,
      ]
    case 'promoting':
      return [
        '### Galley: merged, promotion under way',
        `Production is about to take over what ${short(situation.commit)} changes. [The run](${situation.runUrl})`,
      ]
    case 'promoted':
      return promoted(situation)
    case 'promotion_held': {
      const { recipe, reason, actor } = situation.lock
      const unlock = recipe === '*' ? '/kitchen unlock' : `/kitchen unlock --recipe=${recipe}`
      return [
        '### Galley: merged, promotion waits',
        `${recipe === '*' ? 'Production' : `The recipe ${code(recipe)}`} is locked by ${words(actor)}: ${words(reason)}. Production is unchanged; ${short(situation.commit)} is promoted after ${code(unlock)}.`,
      ]
    }
    case 'rolled_back':
      return rolledBack(situation)
    case 'rollback_failed':
      return [
        '### Galley: not rolled back',
        `**Production is unchanged:** ${words(situation.message)}${link(situation.runUrl)}`,
        'Comment `/kitchen rollback` to try again, or `/kitchen unlock` to let promotions go on.',
      ]
    case 'nothing_to_promote':
      return [
        '### Galley: merged, nothing to promote',
        `${short(situation.commit)} changes no node, so production stays as it is.`,
      ]
    case 'promotion_failed':
      return [
        '### Galley: merged, but not promoted',
        `**Production is unchanged** and stands where it stood before ${short(situation.commit)}: ${words(situation.message)}${link(situation.runUrl)}`,
        reasonTable(situation.reasons),
        'Re-run the job to try again, or revert the merge.',
      ]
    case 'removed':
      return [
        '### Galley: kitchen removed',
        `The kitchen ${code(situation.environment)} and its bindings are gone${removedBecause[situation.why]}.`,
        situation.why === 'closed' ? '' : '`/kitchen run` makes it again; a merge builds and tests anew.',
      ]
    case 'removal_failed':
      return [
        '### Galley: the kitchen is still there',
        `Removing ${code(situation.environment)} did not work: ${words(situation.message)}${link(situation.runUrl)} \`galley destroy --env ${situation.environment}\` removes it by hand.`,
      ]
  }
}

const removedBecause: Record<Removal, string> = {
  closed: '',
  idle: ', because nobody had touched it for as long as galley.yaml keeps one',
  asked: ', as somebody asked for',
}

const headings: Record<Verdict, string> = {
  pass: 'passed',
  warn: 'passed with warnings',
  fail: 'stopped',
  cancelled: 'cancelled',
}

function judged({
  head,
  verdict,
  reasons,
  report,
  runUrl,
}: Extract<CommentSituation, { type: 'judged' }>): Parameters<typeof assemble>[0] {
  const ran = report.nodes.filter((node) => node.state === 'succeeded')
  const passed = report.tests.filter((test) => test.state === 'passed')
  const evaluated = report.tests.filter((test) => test.state !== 'skipped')
  const signals = report.measures.filter((measure) => measure.signal !== null)
  const data = dataDiffLine(report.diffs)
  const facts = [
    row([
      'nodes run',
      ran.length === 0
        ? 'none'
        : `${ran.length}: ${list(
            ran.map((node) => code(node.node)),
            8,
          )}`,
    ]),
    row(['tests', `${passed.length} of ${evaluated.length} passed`]),
    row(['measures', `${count(signals.length, 'signal')} in ${report.measures.length}`]),
    ...(data === null ? [] : [row(['data', data])]),
  ]
  const closing: Record<Verdict, string> = {
    pass: 'Merging promotes exactly what was tested here.',
    warn: 'Merging promotes exactly what was tested here, warnings included.',
    fail: 'Mend it and push: only what changes is run again.',
    cancelled: 'Comment `/kitchen run` to run it again.',
  }
  const shown = reasonTable(worthTelling(reasons))
  return [
    `### Galley: ${headings[verdict]}`,
    `Commit ${short(head)} in the kitchen ${code(report.order.environment)}. [The run](${runUrl})`,
    `${tableHead(['', ''], 'll')}\n${facts.join('\n')}`,
    shown,
    closing[verdict],
  ]
}

function promoted({
  commit,
  report,
  runUrl,
}: Extract<CommentSituation, { type: 'promoted' }>): Parameters<typeof assemble>[0] {
  const { promotion } = report
  const roads = {
    swap: 'Only pointers moved: production now reads the very builds that were tested here.',
    rebuild:
      'Sources had moved on, so the nodes were built and tested again on current data before the pointers moved.',
    none: 'Production had it already, so nothing moved.',
  }
  const bound = promotion?.bound ?? []
  const unbound = promotion?.unbound ?? []
  return [
    `### Galley: promoted${version(report)}`,
    `${short(commit)} is in production. ${promotion === null ? '' : roads[promotion.road]} [The run](${runUrl})`,
    bound.length > 0
      ? folded(`${count(bound.length, 'name')} moved`, bound.map((name) => `- ${code(name)}`).join('\n'))
      : '',
    unbound.length > 0
      ? folded(`${count(unbound.length, 'name')} taken away`, unbound.map((name) => `- ${code(name)}`).join('\n'))
      : '',
    promotion === null || promotion.road === 'none'
      ? ''
      : `\`galley rollback --to ${promotion.from_version}\` undoes it.`,
  ]
}

function rolledBack({
  report,
  by,
  runUrl,
}: Extract<CommentSituation, { type: 'rolled_back' }>): Parameters<typeof assemble>[0] {
  const { promotion } = report
  const moved = [...(promotion?.bound ?? []), ...(promotion?.unbound ?? [])]
  return [
    `### Galley: production is rolled back${version(report)}`,
    `${words(by)} asked for it. ${report.reasons.map(({ message }) => words(message)).join(' ')} [The run](${runUrl})`,
    moved.length === 0
      ? ''
      : folded(`${count(moved.length, 'name')} moved`, moved.map((name) => `- ${code(name)}`).join('\n')),
    'Promotions wait until `/kitchen unlock`: the default branch still holds what was taken back. Revert it there first.',
  ]
}

function version({ promotion }: Report): string {
  return promotion === null ? '' : ` as version ${promotion.to_version}`
}

function reasonTable(reasons: readonly VerdictReason[]): string {
  if (reasons.length === 0) return ''
  const rows = reasons.slice(0, 20).map((reason) => row([code(reason.subject), words(reason.message)]))
  const left = reasons.length - rows.length
  return [tableHead(['what', 'why'], 'll'), ...rows, ...(left > 0 ? ['', `… and ${left} more.`] : [])].join('\n')
}

function link(url: string | null): string {
  return url === null ? '' : ` [The run](${url}).`
}
