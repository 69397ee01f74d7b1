import { sha256 } from '../../recipes-schema/text/digest.ts'
import { approveFork, type Check, gateName, planName } from '../checks/check.ts'
import { type CommentSituation, comment, commentMarker } from '../checks/comment.ts'
import { diagnosticsGate, diagnosticsOutput } from '../checks/diagnostics-check.ts'
import { gate } from '../checks/gate.ts'
import { planOutput } from '../checks/plan-check.ts'
import type { Galley } from '../galley.ts'
import type { OwnChecks } from '../github/checks.ts'
import { supersede } from '../orders/supersede.ts'
import { answerLater } from '../protection/answer.ts'
import type { Decision } from './decide.ts'
import type { Situation } from './refresh.ts'

type Outcome = Exclude<Decision, { type: 'order' }>

/** Says what was decided where nothing is to be run, and stops what an earlier commit had started. */
export async function sayOutcome(galley: Galley, situation: Situation, decision: Outcome): Promise<void> {
  if (decision.type === 'ignore') return
  const { client, pull, repository, own, occasion } = situation
  // Asking for the plan answers a question: it takes back no verdict, stops no run and touches no comment.
  const asked = decision.type === 'asked' || occasion.wish === 'plan_only'
  for (const check of outcomeChecks(situation, decision)) {
    if (asked && check.name === gateName) continue
    if (!isNewest(own, check.name, check.externalId)) await client.checks.create(pull.head, check)
  }
  await answerLater(galley, repository, pull.head)
  if (asked) return
  const { environment } = pull
  await supersede(galley, client, repository, environment, null, `${pull.head.slice(0, 7)} was pushed`)
  await correctComment(galley, situation, decision)
}

/** True when that is what the newest of our checks of the name says: an older one may have been overruled since. */
export function isNewest(own: OwnChecks, name: string, externalId: string | null): boolean {
  const newest = own.filter((one) => one.name === name).sort((a, b) => Number(BigInt(b.id) - BigInt(a.id)))[0]
  return newest !== undefined && newest.externalId === externalId
}

/** The plan first: it is what people wait for. */
function outcomeChecks(situation: Situation, decision: Exclude<Outcome, { type: 'ignore' }>): Check[] {
  const { pull, client } = situation
  const frame = { externalId: externalId(situation, decision), detailsUrl: null, actions: [] }
  if (decision.type === 'diagnosed') {
    const { diagnostics } = decision
    return [
      { ...frame, name: planName, conclusion: 'failure', output: diagnosticsOutput(diagnostics, pull.head) },
      { ...frame, name: gateName, conclusion: 'failure', output: diagnosticsGate(diagnostics, pull.head) },
    ]
  }
  const { plan, head, changedFiles } = decision.change
  const next = decision.type === 'fork' ? 'fork' : decision.type === 'draft' ? 'draft' : 'asked'
  const { environment } = pull
  const planned: Check = {
    ...frame,
    name: planName,
    conclusion: 'success',
    output: planOutput({ plan, project: head, changedFiles, next, environment }),
  }
  if (decision.type === 'asked') return [planned]
  const said =
    decision.type === 'fork'
      ? gate({ type: 'fork', head: pull.head }, client.delayedSeconds())
      : gate({ type: decision.type, plan }, client.delayedSeconds())
  const actions = decision.type === 'fork' ? [approveFork] : []
  return [planned, { ...frame, name: gateName, conclusion: said.conclusion, output: said.output, actions }]
}

/** Equal for the same finding on the same commit, so that it is written once; another one when it was asked for again. */
function externalId({ occasion, mergeBase }: Situation, decision: Exclude<Outcome, { type: 'ignore' }>): string {
  const finding = decision.type === 'diagnosed' ? JSON.stringify(decision.diagnostics) : decision.change.plan.digest
  const again = occasion.again || decision.type === 'asked' ? occasion.id : ''
  return `${decision.type}:${sha256(`${mergeBase}\n${finding}\n${again}`).slice(0, 24)}`
}

/** A comment that praises or blames an older commit is brought up to date; none is written only for this. */
async function correctComment(
  galley: Galley,
  { client, pull, repository }: Situation,
  decision: Outcome,
): Promise<void> {
  if (pull.number === null) return
  const known = await galley.store.kitchens.commentOf(String(repository.id), pull.number)
  if (known === null) return
  const said = situationFor(decision, pull.head)
  if (said !== null) await client.comments.keep(pull.number, known, commentMarker, comment(said))
}

function situationFor(decision: Outcome, head: string): CommentSituation | null {
  if (decision.type === 'diagnosed') {
    return {
      type: 'diagnosed',
      head,
      faults: decision.diagnostics.filter((found) => found.severity === 'error').length,
    }
  }
  if (decision.type !== 'empty') return null
  const nodes = decision.change.plan.recipes.reduce((sum, recipe) => sum + recipe.nodes.length, 0)
  return { type: 'empty', head, nodes }
}
