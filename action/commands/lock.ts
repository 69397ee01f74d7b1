import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMap, isScalar, parseDocument, visit } from 'yaml'
import { testFile } from '../../recipes-schema/recipe/assemble/custom-test.ts'
import { ingredientFile } from '../../recipes-schema/recipe/expand/ingredients.ts'
import {
  type Locked,
  lockFile,
  lockText,
  readLock,
  remoteOf,
  vendoredFolder,
} from '../../recipes-schema/recipe/lock.ts'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'
import { count } from '../../recipes-schema/text/count.ts'
import { exits, Fault } from '../fault.ts'
import { fetchFolder } from '../git/fetch-folder.ts'
import { workingTree } from '../git/tree.ts'
import type { AddCommand, Io } from './command.ts'

export const addLock: AddCommand = (program, _io, answer) => {
  const command = program
    .command('lock')
    .description('fetch the ingredients of other repositories and pin them to commits in galley.lock')
    .option('--update', 'look again what the references stand for, also of those that are pinned already')
    .addHelpText('after', '\nExamples:\n  galley lock\n  galley lock --update')
  command.action(() =>
    answer(command, async (folder, io) => {
      const { update = false } = command.opts<{ update?: boolean }>()
      const { locked, changed } = await lockAll(folder, update, io)
      const pinned = Object.fromEntries([...locked].map(([uses, { sha }]) => [uses, sha]))
      const text =
        locked.size === 0
          ? 'No recipe uses an ingredient of another repository.'
          : `${count(locked.size, 'ingredient')} pinned in ${lockFile}, ${changed.length === 0 ? 'none changed' : `changed: ${changed.join(', ')}`}. Commit it with .galley/.`
      return { json: { schema_version: 1, ingredients: pinned, changed }, text, exit: exits.done }
    }),
  )
}

/** A folder that can be used has one of them. */
const usable = [ingredientFile, testFile] as const

interface Outcome {
  readonly locked: ReadonlyMap<string, Locked>
  readonly changed: readonly string[]
}

/** Fetches everything first and writes then, so that a failing fetch changes nothing. */
async function lockAll(folder: string, update: boolean, io: Io): Promise<Outcome> {
  const tree = await workingTree(folder)
  const lock = await readLock(tree)
  const before: ReadonlyMap<string, Locked> = lock.ok ? lock.ingredients : new Map()
  const fetched: { uses: string; locked: Locked; contents: ReadonlyMap<string, Uint8Array> }[] = []
  const locked = new Map<string, Locked>()
  const wanted = [...(await remoteUses(tree))]
  // Grows while ingredients turn out to use others.
  for (const uses of wanted) {
    const known = before.get(uses)
    if (known !== undefined && !update && isThere(tree, uses, known)) {
      locked.set(uses, known)
      const path = `${vendoredFolder(uses, known.sha)}/${ingredientFile}`
      if (tree.entries.has(path)) addNew(wanted, usesIn(new TextDecoder().decode(await tree.read(path))))
      continue
    }
    io.err(`Fetching ${uses}`)
    const remote = remoteOf(uses)
    if (remote === null) continue
    const server = io.env.GITHUB_SERVER_URL ?? 'https://github.com'
    // Without --update a pinned reference stays at its commit, whatever has become of the reference.
    const ref = update ? remote.ref : (known?.sha ?? remote.ref)
    const { sha, files } = await fetchFolder({ ...remote, ref, server, signal: io.signal })
    if (!usable.some((name) => files.has(name))) {
      const message = `${uses} has no ${usable.join(' and no ')}.`
      throw new Fault('lock.no_ingredient', exits.usage, message, 'Name the folder that has one.')
    }
    const blobs = Object.fromEntries([...files].map(([path, { blob }]) => [path, blob]))
    const contents = new Map([...files].map(([path, { bytes }]) => [path, bytes]))
    addNew(wanted, usesIn(new TextDecoder().decode(files.get(ingredientFile)?.bytes)))
    locked.set(uses, { sha, files: blobs })
    fetched.push({ uses, locked: { sha, files: blobs }, contents })
  }
  for (const [uses, { sha }] of before)
    if (locked.get(uses)?.sha !== sha)
      await rm(join(folder, vendoredFolder(uses, sha)), { recursive: true, force: true })
  for (const {
    uses,
    locked: { sha },
    contents,
  } of fetched) {
    const target = join(folder, vendoredFolder(uses, sha))
    await rm(target, { recursive: true, force: true })
    for (const [path, bytes] of contents) {
      await mkdir(dirname(join(target, path)), { recursive: true })
      await writeFile(join(target, path), bytes)
    }
  }
  if (locked.size > 0 || before.size > 0) await writeFile(join(folder, lockFile), lockText(locked))
  const changed = [...locked].filter(([uses, { sha }]) => before.get(uses)?.sha !== sha).map(([uses]) => uses)
  return { locked, changed }
}

function isThere(tree: Tree, uses: string, { sha, files }: Locked): boolean {
  return Object.entries(files).every(
    ([path, blob]) => tree.entries.get(`${vendoredFolder(uses, sha)}/${path}`) === blob,
  )
}

/** Every `uses: OWNER/REPO/FOLDER@REF` in YAML files, whether the recipes are well or not: they need the lock to be. */
async function remoteUses(tree: Tree): Promise<string[]> {
  const found = new Set<string>()
  for (const path of tree.entries.keys()) {
    if (!/\.ya?ml$/.test(path) || path.startsWith('.')) continue
    const text = new TextDecoder().decode(await tree.read(path))
    for (const uses of usesIn(text)) {
      const local = uses.split('@')[0]
      if (!usable.some((name) => tree.entries.has(`${local}/${name}`))) found.add(uses)
    }
  }
  return [...found].sort()
}

/** Every `OWNER/REPO/FOLDER@REF` that a YAML text uses. */
function usesIn(text: string): string[] {
  if (!text.includes('uses') || !text.includes('@')) return []
  const found: string[] = []
  visit(parseDocument(text, { uniqueKeys: false, logLevel: 'silent' }), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'uses' || !isScalar(value) || isMap(value)) return
      const uses = String(value.value)
      if (remoteOf(uses) !== null) found.push(uses)
    },
  })
  return found
}

function addNew(all: string[], more: readonly string[]): void {
  all.push(...more.filter((one) => !all.includes(one)))
}
