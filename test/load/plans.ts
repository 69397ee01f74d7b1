/**
 * `npm run load:plans -- [--pulls 100] [--nodes 500] [--pushes 40]`: so many pull requests of a project of so many nodes are
 * open; then one after another gets a push, and the clock runs from `git push` until its plan check is completed. GitHub is
 * the rig, the App a process of its own on PostgreSQL.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { largeFiles } from '../../bench/support/large-project.ts'
import { startAppProcess } from '../demo/app-process.ts'
import { openDesk } from '../demo/desk.ts'
import { hub } from '../demo/hub.ts'
import { manifest } from '../demo/stage.ts'
import { startRig } from '../rig/index.ts'
import { startPostgres } from '../support/postgres-server.ts'

const { values } = parseArgs({
  options: {
    pulls: { type: 'string', default: '100' },
    nodes: { type: 'string', default: '500' },
    pushes: { type: 'string', default: '40' },
  },
})
const [pulls, nodes, pushes] = [values.pulls, values.nodes, values.pushes].map(Number) as [number, number, number]
const workflow = fileURLToPath(new URL('../../examples/flights/.github', import.meta.url))
const home = await mkdtemp(join(tmpdir(), 'galley-load-'))
const [rig, postgres] = await Promise.all([startRig({ home: join(home, 'github') }), startPostgres()])
try {
  const from = join(home, 'project')
  for (const [path, text] of Object.entries(largeFiles(nodes))) {
    await mkdir(dirname(join(from, path)), { recursive: true })
    await writeFile(join(from, path), text)
  }
  await cp(workflow, join(from, '.github'), { recursive: true })
  const repository = await rig.createRepository({ owner: 'acme', name: 'large', from })
  const analyst = rig.addUser('analyst')
  rig.addCollaborator(repository, 'analyst', 'maintain')
  const common = { app: rig.app, apiUrl: rig.apiUrl, serverUrl: rig.url, oidcIssuer: rig.oidcIssuer, data: '' }
  const app = await startAppProcess({ ...common, database: await postgres.database() })
  rig.deliverTo(`${app.url}/api/github/webhooks`)
  rig.installApp({ repositories: [repository], ...(await manifest()) })
  const github = hub({ baseUrl: rig.apiUrl, token: analyst.token, owner: 'acme', repo: 'large' })
  const desk = await openDesk(join(home, 'desk'), repository.cloneUrl(analyst.token), 'analyst')
  const all = Array.from({ length: pulls }, (_, at) => at + 1)

  /** A commit on the branch of a pull request that changes one node; `edit` makes it another each time. */
  const commit = async (number: number, edit: number): Promise<string> => {
    const node = (number * 37) % nodes
    const recipe = `recipes/r${Math.floor(node / 50)}`
    const upstream = node % 50 === 0 ? 'raw' : `n${node - 1}`
    const sql = `select id, day, kind, amount, note, ${edit} as size from ${upstream}\n`
    await writeFile(join(desk.folder, recipe, `sql/n${node}.sql`), sql)
    await desk.git('commit', '--quiet', '-am', `Change n${node}`)
    return desk.git('rev-parse', 'HEAD')
  }

  const heads: string[] = []
  for (const number of all) {
    await desk.git('checkout', '--quiet', '-B', `change-${number}`, 'origin/main')
    heads.push(await commit(number, number))
  }
  await desk.git('push', '--quiet', 'origin', ...all.map((number) => `change-${number}`))
  const opened = performance.now()
  for (const number of all)
    await github.octokit.pulls.create({
      owner: 'acme',
      repo: 'large',
      base: 'main',
      head: `change-${number}`,
      title: `Change ${number}`,
    })
  for (const head of heads) await planned(head)
  console.log(`${pulls} pull requests of ${nodes} nodes opened and planned: ${seconds(performance.now() - opened)}`)

  const times: number[] = []
  for (let push = 0; push < pushes; push++) {
    const number = 1 + ((push * 53) % pulls)
    await desk.git('checkout', '--quiet', `change-${number}`)
    const head = await commit(number, 1000 + push)
    const begun = performance.now()
    await desk.git('push', '--quiet', 'origin', `change-${number}`)
    await planned(head)
    times.push(performance.now() - begun)
    await sleep(300)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): string =>
    seconds(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  console.log(`from git push to the plan check, ${pushes} pushes: p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}`)
  if (rig.violations.length > 0) console.log(`GitHub's API was used wrongly:\n${rig.violations.join('\n')}`)
  await app.stop()

  /** One that is at fault is no plan. */
  async function planned(head: string): Promise<void> {
    const { conclusion, output } = await github.completed(head, 'galley / plan')
    if (conclusion !== 'success') throw new Error(`The plan of ${head} ended with ${conclusion}: ${output.summary}`)
  }
} finally {
  await rig.stop()
  await postgres.stop()
  await rm(home, { recursive: true, force: true })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}
