import { access, mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/** A Python program in a folder of its own, outside the repository, that later runs find again. */
export interface Installed {
  /** The folder of its programs. */
  readonly bin: string
}

/** Why a suite on the real program cannot run here. */
export interface Missing {
  readonly missing: string
}

const stamp = 'requirements.txt'

/** Where installed programs are kept. */
export function cacheFolder(): string {
  return process.env.GALLEY_TEST_CACHE ?? join(homedir(), '.cache', 'galley-tests')
}

/**
 * Installs these requirements into a virtual environment by the pip that the machine has, with the registries that it is
 * told of; does nothing where the same ones are there already. `megabytes` is what it takes.
 */
export async function installed(
  name: string,
  requirements: readonly string[],
  megabytes: number,
): Promise<Installed | Missing> {
  const folder = join(cacheFolder(), name)
  const bin = join(folder, 'bin')
  const wanted = `${requirements.join('\n')}\n`
  if ((await readFile(join(folder, stamp), 'utf8').catch(() => '')) === wanted) return { bin }
  const python = await execa('python3', ['--version'], { reject: false })
  if (python.failed) return { missing: 'there is no python3' }
  if (!/ 3\.(9|1[0-3])\./.test(python.stdout)) return { missing: `${python.stdout} is none of 3.9 to 3.13` }
  await mkdir(cacheFolder(), { recursive: true })
  const { bavail, bsize } = await statfs(cacheFolder())
  const free = (bavail * bsize) / 1024 ** 2
  if (free < megabytes * 2) return { missing: `it takes ${megabytes} MB and ${Math.floor(free)} MB are free` }
  await rm(folder, { recursive: true, force: true })
  const made = await execa('python3', ['-m', 'venv', folder], { reject: false })
  if (made.failed) return { missing: `python3 -m venv failed: ${made.stderr.trim().split('\n').at(-1)}` }
  const pip = await execa(join(bin, 'pip'), ['install', '--quiet', ...requirements], { reject: false })
  if (pip.failed) return { missing: `pip could not install ${name}: ${pip.stderr.trim().split('\n').at(-1)}` }
  await access(bin)
  // Written last: an installation that was cut short is made anew.
  await writeFile(join(folder, stamp), wanted)
  return { bin }
}
