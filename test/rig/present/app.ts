import type { Urls } from '../site.ts'
import type { App, Installation } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'

/** `integration`: an App as checks and comments name it. */
export function presentApp(urls: Urls, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId('App', app.id),
    owner: presentAccount(urls, app.owner),
    name: app.name,
    description: '',
    external_url: urls.url,
    html_url: `${urls.url}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: {},
    events: [],
  }
}

export function presentInstallation(urls: Urls, installation: Installation) {
  const api = `${urls.apiUrl}/app/installations/${installation.id}`
  const { app, account } = installation
  return {
    id: installation.id,
    account: presentAccount(urls, account),
    repository_selection: 'selected',
    access_tokens_url: `${api}/access_tokens`,
    repositories_url: `${urls.apiUrl}/installation/repositories`,
    html_url: `${urls.url}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    client_id: app.clientId,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  }
}
