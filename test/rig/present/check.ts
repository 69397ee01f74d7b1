import type { Site } from '../site.ts'
import type { Annotation, Check } from '../store/records.ts'
import { presentApp } from './app.ts'
import { nodeId } from './node-id.ts'
import { presentMinimalPulls } from './pull.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

/** `check-run`. Pictures and buttons are not part of what the API gives back. */
export function presentCheck(site: Site, check: Check) {
  const api = `${repositoryUrl(site, check.repository)}/check-runs/${check.id}`
  const page = `${repositoryPage(site, check.repository)}/runs/${check.id}`
  const { title, summary, text } = check.output
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    name: check.name,
    head_sha: check.headSha,
    external_id: check.externalId,
    url: api,
    html_url: page,
    details_url: check.detailsUrl ?? site.url,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title,
      summary,
      text,
      annotations_count: check.annotations.length,
      annotations_url: `${api}/annotations`,
    },
    check_suite: { id: check.suite.id },
    app: presentApp(site, check.app),
    pull_requests: presentMinimalPulls(site, check.repository, check.headSha),
  }
}

/** `check-annotation`. */
export function presentAnnotation(site: Site, check: Check, annotation: Annotation) {
  return {
    path: annotation.path,
    blob_href: `${repositoryPage(site, check.repository)}/blob/${check.headSha}/${annotation.path}`,
    start_line: annotation.start_line,
    end_line: annotation.end_line,
    start_column: annotation.start_column ?? null,
    end_column: annotation.end_column ?? null,
    annotation_level: annotation.annotation_level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.raw_details ?? null,
  }
}
