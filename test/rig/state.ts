import { latestOnly } from './routes/checks.ts'
import type { Site } from './site.ts'
import type { Repository } from './store/records.ts'

/** All that people would see of a repository, as plain data. */
export function stateOf(site: Site, repository: Repository) {
  const of = <T extends { readonly repository: Repository }>(records: readonly T[]): T[] =>
    records.filter((one) => one.repository === repository)
  const { pulls, checks, comments, deployments } = site.store
  return {
    pulls: of(pulls.all()).map((pull) => ({
      number: pull.number,
      title: pull.title,
      body: pull.body,
      state: pull.state,
      draft: pull.draft,
      author: pull.author.login,
      head: { ref: pull.head.ref, sha: pull.head.sha, fork: pull.head.repository !== repository },
      base: { ref: pull.base.ref, sha: pull.base.sha },
      merged: pull.merged === null ? null : { by: pull.merged.by.login, commit: pull.merged.commit },
    })),
    /** The newest of each App, name and commit; oldest first. */
    checks: byCommit(of(checks.all()))
      .flatMap((some) => latestOnly(some.reverse()))
      .sort((a, b) => a.id - b.id)
      .map((check) => ({
        id: check.id,
        name: check.name,
        sha: check.headSha,
        app: check.app.slug,
        externalId: check.externalId,
        detailsUrl: check.detailsUrl,
        status: check.status,
        conclusion: check.conclusion,
        ...check.output,
        actions: check.actions,
        annotations: check.annotations,
      })),
    comments: of(comments.all()).map((comment) => ({
      id: comment.id,
      pull: comment.issue,
      author: comment.author.login,
      app: comment.app?.slug ?? null,
      body: comment.body,
      reactions: comment.reactions.map((one) => ({ content: one.content, user: one.user.login })),
    })),
    deployments: of(deployments.all()).map((deployment) => ({
      id: deployment.id,
      environment: deployment.environment,
      sha: deployment.sha,
      task: deployment.task,
      description: deployment.description,
      payload: deployment.payload,
      statuses: deployment.statuses.map(({ state, description, logUrl }) => ({ state, description, logUrl })),
    })),
  }
}

function byCommit<T extends { readonly headSha: string }>(records: readonly T[]): T[][] {
  return [...Map.groupBy(records, (one) => one.headSha).values()]
}
