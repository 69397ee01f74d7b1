import type { Urls } from '../site.ts'
import type { Deployment, DeploymentStatus } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { presentApp } from './app.ts'
import { nodeId } from './node-id.ts'
import { repositoryUrl } from './repository.ts'

export function presentDeployment(urls: Urls, deployment: Deployment) {
  const repository = repositoryUrl(urls, deployment.repository)
  const api = `${repository}/deployments/${deployment.id}`
  return {
    url: api,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${api}/statuses`,
    repository_url: repository,
    creator: presentAccount(urls, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: deployment.app === null ? null : presentApp(urls, deployment.app),
  }
}

export function presentDeploymentStatus(urls: Urls, deployment: Deployment, status: DeploymentStatus) {
  const repository = repositoryUrl(urls, deployment.repository)
  const api = `${repository}/deployments/${deployment.id}`
  return {
    url: `${api}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: presentAccount(urls, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: api,
    repository_url: repository,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: status.app === null ? null : presentApp(urls, status.app),
  }
}
