import { type Side, sideOf } from '../../recipes-schema/fingerprint/side.ts'
import { budgetsOf, judgeBudgets } from '../../recipes-schema/plan/budget.ts'
import { type NodeHistory, withCost } from '../../recipes-schema/plan/cost.ts'
import { type Known, knownFrom } from '../../recipes-schema/plan/drift.ts'
import { explain } from '../../recipes-schema/plan/explain.ts'
import { type Change, changedNodes, planAgainst } from '../../recipes-schema/plan/plan.ts'
import { selectNodes } from '../../recipes-schema/plan/select.ts'
import type { Plan, PlanAnswer } from '../../recipes-schema/plan/types.ts'
import type { Choice } from '../../recipes-schema/recipe/choice.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { namePattern } from '../../recipes-schema/written/keys/forms.ts'
import type { Io } from '../commands/command.ts'
import { abandon, openAhead } from '../commands/open.ts'
import { revisionsOf } from '../commands/revisions.ts'
import { choiceOf, variablesOf } from '../commands/run-options.ts'
import { exits, Fault } from '../fault.ts'
import { type LedgerView, withLedgerView } from './ledger-view.ts'
import { type Reader, withReader } from './reader.ts'

export interface PlanRequest {
  readonly base?: string
  readonly head?: string
  readonly env?: string
  readonly select?: string
  readonly variation?: string
  readonly var?: readonly string[]
  readonly explain?: string
}

/** What a change would run and why, and what that is expected to take: reads git and the ledger, changes nothing. */
export async function makePlan(folder: string, io: Io, request: PlanRequest): Promise<PlanAnswer> {
  const target = request.env === 'production' ? 'production' : 'kitchen'
  if (request.env !== undefined) checkName(request.env)
  const variables = variablesOf(request.var ?? [])
  // Without an environment the digest is the App's, which knows of none.
  const choice = choiceOf(request.env ?? 'production', { variation: request.variation ?? null, variables })
  return withReader(folder, io, async (reader) => {
    if (request.head === undefined) reader.listWorkingTree()
    const { headCommit, ...shas } = await revisionsOf(folder, request, reader.objects)
    // The base is read while git lists the working tree.
    const before = shas.merge_base === null ? null : reader.side(shas.merge_base)
    before?.catch(() => undefined)
    const opening = openAhead(await reader.settings(headCommit), folder, io, { target, toRead: true })
    const { base, head } = await readBoth(reader, before, headCommit, choice).catch(async (error: Error) => {
      await abandon(opening)
      throw error
    })
    const planned = async (ledger: LedgerView | null): Promise<PlanAnswer> => {
      // An order for production is planned against production alone, as it will be carried out.
      const change: Change = { base: target === 'production' && ledger !== null ? null : base, head, shas, target }
      const selected = request.select === undefined ? null : select(request.select, change)
      const known = ledger === null ? null : await knownCommits(reader, ledger, shas.base, change)
      const plan = planAgainst({ ...change, known, selected, built: ledger?.built ?? null }, ledger?.production ?? null)
      const running = runningIn(plan, head)
      const history: ReadonlyMap<NodeId, NodeHistory> = ledger === null ? new Map() : await ledger.history(running)
      const untold = running.filter(({ id }) => (history.get(id)?.rows ?? null) === null)
      const costed = withCost(plan, history, (await ledger?.estimates(untold)) ?? new Map())
      // The budget is the base's: a change cannot raise its own. An order is held to it by history alone, and so is its plan.
      const answer = { ...costed, budget: judgeBudgets(budgetsOf(base, head), plan, history) }
      return request.explain === undefined ? answer : { ...answer, explanation: storyOf(plan, request.explain, head) }
    }
    return withLedgerView(head, folder, io, request.env ?? null, planned, { target, opening })
  })
}

async function readBoth(
  reader: Reader,
  before: Promise<Side | null> | null,
  headCommit: string | null,
  choice: Choice,
): Promise<{ base: Side | null; head: Project }> {
  const base = await before
  // What is chosen is the head's alone: production is what its recipes say by themselves.
  return { base, head: await reader.project(headCommit, base, choice) }
}

/** What the default branch and production's own commit say that production should have. Read only where it differs. */
async function knownCommits(
  reader: Reader,
  { production, commit }: LedgerView,
  tip: string | null,
  { base, head }: Change,
): Promise<Known | null> {
  const sides = [base, head].map((side) => (side === null || 'settings' in side ? side : sideOf(side)))
  const differs = [...production.bound].some(
    ([id, bound]) => !sides.some((side) => side?.nodes.get(id)?.print.full === bound) && head.nodes.has(id),
  )
  if (!differs) return null
  const commits = [...new Set([commit, tip])].filter((one) => one !== null)
  const projects = (await Promise.all(commits.map((one) => reader.anyProject(one)))).filter((one) => one !== null)
  // A clone that lacks production's commit cannot tell what is drift.
  return projects.length < commits.length ? null : knownFrom(() => projects, production.bound)
}

function select(expression: string, change: Change): ReadonlySet<NodeId> {
  const selection = selectNodes(expression, { project: change.head, changed: changedNodes(change) })
  if (selection.ok) return selection.nodes
  const [first, ...more] = selection.faults
  const message = [first, ...more].map((fault) => fault?.message).join(' ')
  const hint = selection.faults.flatMap((fault) => fault.hint ?? []).join(' ')
  throw new Fault('select.unknown', exits.usage, message, hint === '' ? null : hint)
}

function runningIn(plan: Plan, head: Project): Project['order'] {
  const running = new Set(
    plan.recipes.flatMap(({ recipe, nodes }) =>
      nodes.filter((node) => node.action === 'run').map((node) => `${recipe}.${node.node}`),
    ),
  )
  return head.order.filter((node) => running.has(node.id))
}

function storyOf(plan: Plan, name: string, head: Project): NonNullable<PlanAnswer['explanation']> {
  const story = explain(plan, name)
  if (story !== null) return story
  const hint = didYouMean(
    name,
    head.order.map((node) => node.name),
  )
  throw new Fault('plan.unknown_node', exits.usage, `There is no node "${name}".`, hint)
}

function checkName(name: string): void {
  if (new RegExp(namePattern).test(name)) return
  const hint = 'Use small letters, digits and underscores, a letter first.'
  throw new Fault('usage.environment', exits.usage, `"${name}" is not a name for an environment.`, hint)
}
