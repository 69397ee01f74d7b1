import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { git, type Person } from './git.ts'

/** Makes a bare repository whose first commit holds the files of a folder. */
export async function createBare(bare: string, from: string, branch: string, author: Person): Promise<void> {
  const work = `${bare}.work`
  await mkdir(bare, { recursive: true })
  await Promise.all([
    initBare(bare, branch),
    cp(from, work, { recursive: true, filter: (path) => !/(^|\/)(\.git|node_modules)$/.test(path) }),
  ])
  const at = ['--git-dir', bare, '--work-tree', '.']
  await git(work, [...at, 'add', '--all', '--force'])
  await git(work, [...at, 'commit', '--quiet', '--allow-empty', '--message', 'First commit'], author)
  await rm(join(bare, 'index'), { force: true })
  await rm(work, { recursive: true, force: true })
}

/** Copies a bare repository with all its branches. */
export async function forkBare(bare: string, parent: string, branch: string): Promise<void> {
  await mkdir(bare, { recursive: true })
  await initBare(bare, branch)
  await git(bare, ['fetch', '--quiet', parent, '+refs/heads/*:refs/heads/*'])
}

async function initBare(bare: string, branch: string): Promise<void> {
  await git(bare, ['init', '--quiet', '--bare', `--initial-branch=${branch}`, '.'])
  const settings = {
    'http.receivepack': 'true',
    'uploadpack.allowAnySHA1InWant': 'true',
    'uploadpack.allowFilter': 'true',
    // What belongs to pull requests is the server's alone.
    'receive.hideRefs': 'refs/pull',
    'gc.auto': '0',
  }
  for (const [name, value] of Object.entries(settings)) await git(bare, ['config', name, value])
}
