import type { Report } from '../../recipes-schema/report/types.ts'
import { chartsOutput } from '../checks/charts-check.ts'
import { acceptSignals, type Check, chartsName, recipeCheckName, runAgain } from '../checks/check.ts'
import { comment } from '../checks/comment.ts'
import { recipeOutput } from '../checks/recipe-check.ts'
import type { Galley } from '../galley.ts'
import { sayGate } from '../gating/say-gate.ts'
import type { OwnChecks } from '../github/checks.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { keepComment } from '../kitchens/keep-comment.ts'
import { openSignals, withKnownAcceptances } from '../orders/acceptances.ts'
import { type Judgement, judge } from '../orders/judgement.ts'
import { mergeWished } from '../promotion/merge.ts'
import { pictures } from './pictures.ts'
import type { ReportedOrder } from './reported.ts'

/** At most so many recipes get a check of their own, the worst first; the gate and the comment name the rest. */
const mostRecipes = 4

/** A kitchen's verdict: a check a recipe, the charts, the gate, and the one comment. */
export async function judgeKitchen(galley: Galley, order: ReportedOrder): Promise<void> {
  const { content, state } = order
  const client = galley.github.repository(content.repository, kitchenWork)
  const known = await galley.store.decisions.accepted(String(content.repository.id), content.pull_request ?? 0)
  const report = withKnownAcceptances(order.report, known)
  const judgement = judge(content, report)
  const own = await client.checks.own(content.head)
  for (const check of recipeChecks({ ...order, report }, judgement)) await ensure(client, own, content.head, check)
  await sayCharts(galley, client, own, { ...order, report })
  const green = await sayGate(galley, client, own, { order, report, judgement })
  const body = comment({
    type: 'judged',
    head: content.head,
    ...judgement,
    report: withTests(report, judgement),
    runUrl: state.run.url,
  })
  await keepComment(galley, client, content, body)
  if (green && content.pull_request !== null)
    await mergeWished(galley, content.repository, content.pull_request, content.head)
  await galley.store.orders.advance(content.id, { type: 'judged', verdict: judgement.verdict })
  galley.log.info({ order: content.id, verdict: judgement.verdict }, 'order judged')
}

function recipeChecks({ content, report, state }: ReportedOrder, { tests }: Judgement): Check[] {
  const recipes = [...new Set([...content.wanted, ...report.nodes].map((node) => node.recipe))].sort()
  const checks = recipes.map((recipe): Check => {
    const said = recipeOutput({
      recipe,
      nodes: report.nodes.filter((node) => node.recipe === recipe),
      tests: tests.filter((test) => test.recipe === recipe),
      diffs: report.diffs.filter((diff) => diff.recipe === recipe),
      wanted: content.wanted.filter((node) => node.recipe === recipe),
    })
    return {
      name: recipeCheckName(recipe),
      externalId: content.id,
      conclusion: said.conclusion,
      detailsUrl: state.run.url,
      output: said.output,
      actions: said.conclusion === 'success' ? [] : [runAgain],
    }
  })
  const badness = (check: Check) => ['failure', 'neutral'].indexOf(check.conclusion ?? '') >>> 0
  return checks.sort((a, b) => badness(a) - badness(b)).slice(0, mostRecipes)
}

async function sayCharts(
  galley: Galley,
  client: RepositoryClient,
  own: OwnChecks,
  order: ReportedOrder,
): Promise<void> {
  const { content, report, state } = order
  const frame = { name: chartsName, externalId: content.id }
  if (report.measures.length === 0 || find(own, frame) !== undefined) return
  const images = await pictures(galley, content, report.measures)
  const said = chartsOutput({ measures: report.measures, budget: report.alarm_budget, images })
  await client.checks.create(content.head, {
    ...frame,
    conclusion: said.conclusion,
    detailsUrl: state.run.url,
    output: said.output,
    actions: openSignals(report).length > 0 ? [acceptSignals] : [],
  })
}

async function ensure(client: RepositoryClient, own: OwnChecks, head: string, check: Check): Promise<void> {
  if (find(own, check) === undefined) await client.checks.create(head, check)
}

function find(own: OwnChecks, check: Pick<Check, 'name' | 'externalId'>): string | undefined {
  return own.find((one) => one.name === check.name && one.externalId === check.externalId)?.id
}

function withTests(report: Report, { tests }: Judgement): Report {
  return { ...report, tests }
}
