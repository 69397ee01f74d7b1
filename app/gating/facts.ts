import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { Galley } from '../galley.ts'
import { teamWork } from '../github/permissions.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { recipesOf } from '../kitchens/changed-recipes.ts'
import type { OrderContent } from '../orders/order.ts'
import { readChange } from '../plans/read-change.ts'
import { readDefaultBranch } from '../policy/default-branch.ts'
import { roles } from '../policy/permissions.ts'
import { codeOwnersPaths, ownersOf, teamsIn } from './code-owners.ts'
import type { Approver, GateFacts } from './conditions.ts'

/** Finds out what the gate of an order's pull request depends on beside its verdict; asks only what the policy needs. */
export async function gateFacts(galley: Galley, client: RepositoryClient, content: OrderContent): Promise<GateFacts> {
  const { repository, plan } = content
  const branch = await readDefaultBranch(galley, client, repository)
  const project = branch.type === 'project' ? branch.project : null
  // What is in a merge queue has passed its pull request's gate, and stands on what is merged before it.
  const policy = (content.mergeGroup ? null : project?.gate) ?? { approvals: 0, codeOwners: false }
  const recipes = plan === null ? [] : recipesOf(plan)
  const codeOwners = policy.codeOwners ? await readCodeOwners(client, repository.defaultBranch) : null
  const recipeFiles = new Map(recipes.map((recipe) => [recipe, fileOf(project, recipe)]))
  const asksReviews = policy.approvals > 0 || codeOwners !== null
  return {
    policy,
    approvedBy: asksReviews ? await approvers(galley, client, content, neededTeams(codeOwners, recipeFiles)) : [],
    recipeFiles,
    codeOwners,
    overlap: content.mergeGroup ? [] : await overlapWithBase(galley, client, content),
    baseBranch: repository.defaultBranch,
    locks: await galley.store.locks.holding(String(repository.id), recipes),
  }
}

function fileOf(project: Project | null, recipe: string): string {
  return project?.recipes.find((one) => one.name === recipe)?.file ?? `recipes/${recipe}/recipe.yaml`
}

function neededTeams(codeOwners: string | null, files: ReadonlyMap<string, string>): string[] {
  if (codeOwners === null) return []
  return teamsIn([...files.values()].flatMap((file) => ownersOf(codeOwners, file)).join(' '))
}

async function readCodeOwners(client: RepositoryClient, branch: string): Promise<string | null> {
  const { entries } = await client.contents.tree(branch)
  const path = codeOwnersPaths.find((one) => entries.has(one))
  const blob = path === undefined ? undefined : entries.get(path)
  return blob === undefined ? null : new TextDecoder().decode(await client.contents.blob(blob))
}

/** Whose newest review approves of exactly this commit. An approval of an older one says nothing about this one. */
async function approvers(
  galley: Galley,
  client: RepositoryClient,
  { repository, pull_request: pull, head }: OrderContent,
  teams: readonly string[],
): Promise<Approver[]> {
  if (pull === null) return []
  const found: Approver[] = []
  for (const login of (await client.pulls.reviews(pull))
    .filter((one) => one.approves === head)
    .map((one) => one.login)) {
    const role = await client.people.role(login)
    if (role === null || roles.indexOf(role) < roles.indexOf('write')) continue
    const { people } = galley.github.repository(repository, teamWork)
    const own: string[] = []
    for (const team of teams) if ((await people.inTeam(team, login)) === 'yes') own.push(team)
    found.push({ login, teams: own })
  }
  return found
}

/** Nodes that both the change and the base branch since then make anew. */
async function overlapWithBase(
  galley: Galley,
  client: RepositoryClient,
  { plan, head, merge_base, repository }: OrderContent,
): Promise<string[]> {
  if (plan === null) return []
  const { base } = await client.contents.compare(repository.defaultBranch, head)
  if (base === merge_base) return []
  const since = await readChange(client, galley.projects, { base, mergeBase: merge_base, head: base })
  if (since.type !== 'planned') return []
  const theirs = new Set(madeBy(since.plan))
  return madeBy(plan).filter((node) => theirs.has(node))
}

function madeBy(plan: NonNullable<OrderContent['plan']>): string[] {
  return plan.recipes.flatMap(({ recipe, nodes, removed }) => [
    ...nodes
      .filter(({ action, reason }) => action === 'run' && reason.code !== 'forced')
      .map(({ node }) => `${recipe}.${node}`),
    ...removed.map((node) => `${recipe}.${node}`),
  ])
}
