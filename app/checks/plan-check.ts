import type { Plan, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { nodeCostWords, reasonWords } from '../../recipes-schema/plan/words.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { assemble } from './budget.ts'
import type { CheckOutput } from './check.ts'
import { code, count, folded, list, row, short, tableHead, words } from './markdown.ts'
import { changedPortion } from './mermaid.ts'

interface Planned {
  readonly plan: Plan
  readonly project: Project
  readonly changedFiles: readonly string[]
  /** What happens with the plan. */
  readonly next: 'runs' | 'draft' | 'fork' | 'asked' | 'promotes'
  readonly environment: string
}

/** What will run and why: the words of `galley / plan` for a recipe that reads. */
export function planOutput(planned: Planned): CheckOutput {
  const { plan } = planned
  const all = nodesOf(plan)
  const running = all.filter(({ node }) => node.action === 'run')
  const checked = all.filter(({ node }) => node.action !== 'run' && node.check)
  const removed = plan.recipes.flatMap(({ recipe, removed }) => removed.map((name) => `${recipe}.${name}`))
  const nothing = running.length + checked.length + removed.length === 0
  return {
    title: nothing
      ? `Nothing to run: ${count(all.length, 'node')} compared, all unchanged`
      : title(running.length, checked.length, removed.length, plan.counts.reuse),
    summary: assemble([
      nothing ? proof(planned, all.length) : summary(planned, running.length, checked.length, removed),
      shas(plan),
    ]),
    text: assemble([
      {
        head: `### What runs, and why\n\n${tableHead(['node', 'why'], 'll')}`,
        rows: running.map(nodeRow),
        more: moreNodes,
      },
      {
        head: `### Checked again, not run\n\n${tableHead(['node', 'why'], 'll')}`,
        rows: checked.map(nodeRow),
        more: moreNodes,
      },
      { head: '### Taken away when this is merged\n', rows: removed.map((id) => `- ${code(id)}`), more: moreNodes },
      changedPortion(plan, planned.project),
      {
        head: `<details><summary>${count(plan.counts.reuse - checked.length, 'node')} reused as production has them</summary>\n`,
        rows: all.filter(({ node }) => node.action === 'reuse' && !node.check).map((one) => `- ${code(one.id)}`),
        tail: '</details>',
        more: moreNodes,
      },
      {
        head: '<details><summary>Nodes left alone</summary>\n',
        rows: all
          .filter(({ node }) => node.action === 'skip')
          .map(({ id, node }) => `- ${code(id)} ${words(reasonWords(node))}`),
        tail: '</details>',
        more: moreNodes,
      },
    ]),
    annotations: [],
    images: [],
  }
}

interface Named {
  readonly id: string
  readonly node: PlannedNode
}

function nodesOf(plan: Plan): Named[] {
  return plan.recipes.flatMap(({ recipe, nodes }) => nodes.map((node) => ({ id: `${recipe}.${node.node}`, node })))
}

function title(run: number, checked: number, removed: number, reused: number): string {
  return [
    run > 0 ? `${run} to run` : '',
    checked > 0 ? `${checked} to check again` : '',
    removed > 0 ? `${removed} to take away` : '',
    `${reused} reused`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function summary(
  { plan, next, environment }: Planned,
  run: number,
  checked: number,
  removed: readonly string[],
): string {
  const causes = [...new Set(nodesOf(plan).flatMap(({ node }) => (node.action === 'run' ? node.reason.files : [])))]
  const because = causes.length > 0 ? ` because of ${list(causes.map(code))}` : ''
  const others = plan.counts.reuse > 0 ? `The other ${plan.counts.reuse} are read where production has them.` : ''
  const what = [
    run > 0 ? `**${count(run, 'node runs', 'nodes run')}${because}.** ${others}` : '**No node runs.**',
    checked > 0
      ? `${count(checked, 'node is', 'nodes are')} unchanged, but tests or measures are not: they are evaluated on what production has.`
      : '',
    removed.length > 0 ? `${count(removed.length, 'node')} will be taken away when this is merged.` : '',
  ]
  return [
    what
      .filter((part) => part !== '')
      .join(' ')
      .trim(),
    afterwards[next](environment),
  ].join('\n\n')
}

const afterwards: Record<Planned['next'], (environment: string) => string> = {
  runs: (environment) => `The kitchen ${code(environment)} is at work; \`galley / gate\` says when it is done.`,
  draft: () => 'Nothing is run while the pull request is a draft. Mark it ready for review, or comment `/kitchen run`.',
  fork: () =>
    'Nothing is run: the commit is in a fork, and a fork’s code does not get this repository’s data until somebody who may has approved of it.',
  promotes: () =>
    'It came to the default branch without a pull request, so nobody has seen it tested. Production is about to take it over; the Deployment says how that went.',
  asked: () => 'This is the plan alone, as it was asked for; nothing was started.',
}

/** Why a green gate is right although nothing ran. */
function proof({ changedFiles, plan }: Planned, nodes: number): string {
  const compared = `**${count(nodes, 'node')} fingerprinted, ${nodes} equal to the merge base.** A fingerprint covers the SQL’s syntax tree, the variables, the command’s files and all that is upstream, so what production runs is what this change would make.`
  if (plan.merge_base === plan.head || changedFiles.length === 0)
    return `${compared}\n\nNo file differs from the merge base.`
  const files = `${count(changedFiles.length, 'file')} changed without changing a fingerprint: ${list(changedFiles.map(code), 10)}.`
  return `${compared}\n\n${files}`
}

function shas({ head, merge_base, digest }: Plan): string {
  const against = merge_base === null ? '' : ` against merge base ${short(merge_base)}`
  return `<sub>Commit ${short(head)}${against}. Plan ${code(digest)}: the runner plans again and refuses another one.</sub>`
}

function nodeRow({ id, node }: Named): string {
  return row([code(id), words([reasonWords(node), ...asideWords(node)].join('; '))])
}

/** What else is to be known of a node that is planned. */
function asideWords({ node, was, conditional, cost }: PlannedNode): string[] {
  return [
    ...(was === null || was === node ? [] : [`was called ${was} before`]),
    ...(conditional ? ['runs if its condition holds by then'] : []),
    ...(cost === null ? [] : [`expected: ${nodeCostWords(cost)}`]),
  ].filter((part) => part !== 'expected: ')
}

function moreNodes(left: number): string {
  return `… and ${count(left, 'more node')}; \`galley plan\` shows all of them.`
}

/** Folded, for comments: the same table without the picture. */
export function planTable(plan: Plan): string {
  const running = nodesOf(plan).filter(({ node }) => node.action === 'run')
  if (running.length === 0) return ''
  const shown = running.slice(0, 50)
  const left = running.length - shown.length
  const body = [
    tableHead(['node', 'why'], 'll'),
    ...shown.map(nodeRow),
    ...(left > 0 ? ['', moreNodes(left)] : []),
  ].join('\n')
  return folded(`${count(running.length, 'node')} to run`, body)
}
