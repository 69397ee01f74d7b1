import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { largeFiles } from './support/large-project.ts'
const [folder, n] = [process.argv[2]!, Number(process.argv[3])]
for (const [path, text] of Object.entries(largeFiles(n))) { mkdirSync(dirname(join(folder, path)), { recursive: true }); writeFileSync(join(folder, path), text) }
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' })
git('init', '-qb', 'main'); git('add', '-A'); git('-c', 'user.name=Bench', '-c', 'user.email=b@example.com', 'commit', '-qm', 'Begin')
