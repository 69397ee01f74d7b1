import { presentRun, presentWorkflow } from '../present/run.ts'
import type { Site } from '../site.ts'
import type { Run } from '../store/records.ts'
import { announce } from '../webhooks/announce.ts'

/** `workflow_run` with an action. */
export async function announceRun(site: Site, run: Run, action: 'requested' | 'in_progress' | 'completed') {
  await announce(site, {
    repository: run.repository,
    sender: run.actor,
    event: 'workflow_run',
    payload: async () => ({
      action,
      workflow_run: await presentRun(site, run),
      workflow: presentWorkflow(site, run.workflow),
    }),
  })
  site.bus.tell('run')
}
