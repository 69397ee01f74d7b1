import { type Diagnostic, diagnostic, type Place } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { join } from '../../text/path.ts'
import type { WrittenIngredient } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import { remoteOf } from '../lock.ts'
import { readWritten } from '../read-files.ts'
import type { Tree } from '../tree.ts'
import { lockedFolder } from './locked.ts'

export interface Ingredient {
  readonly file: WrittenFile
  readonly value: WrittenIngredient
}

export const ingredientFile = 'ingredient.yaml'

/** Finds and reads the ingredients that recipes use, each once. */
export class Ingredients {
  private readonly tree: Tree
  private readonly known = new Map<string, Promise<Ingredient | null>>()
  private readonly diagnostics: Diagnostic[]

  constructor(tree: Tree, diagnostics: Diagnostic[]) {
    this.tree = tree
    this.diagnostics = diagnostics
  }

  /** The ingredient that `uses` names, seen from the file at `place`; null when it cannot be had, which is then said. */
  async find(uses: string, place: Place): Promise<Ingredient | null> {
    const [path = '', ref] = uses.split('@')
    const local = join('', path)
    if (place.file.startsWith('.') && remoteOf(uses) === null) {
      const message = `An ingredient of another repository cannot use "${uses}" of this one.`
      const hint = 'Name it as OWNER/REPO/FOLDER@REF there.'
      this.diagnostics.push(diagnostic('ingredient.unknown', place, message, hint))
      return null
    }
    if (this.tree.entries.has(`${local}/${ingredientFile}`)) {
      const found = await this.read(local)
      if (found === null || ref === undefined || ref === String(found.value.version)) return found
      const message = `${local} is version ${found.value.version}, not ${ref}.`
      const related = { ...found.file.placeOf(['version']), message: 'its version' }
      const hint = `See what has changed, then write @${found.value.version}.`
      this.diagnostics.push(diagnostic('ingredient.version', place, message, hint, [related]))
      return null
    }
    if (remoteOf(uses) !== null) {
      const folder = await lockedFolder(this.tree, uses, place, this.diagnostics)
      return folder === null ? null : this.read(folder)
    }
    const folders = [...this.tree.entries.keys()].filter((one) => one.endsWith(`/${ingredientFile}`))
    const hint = didYouMean(
      path,
      folders.map((one) => one.slice(0, -ingredientFile.length - 1)),
    )
    const message = `There is no ${local}/${ingredientFile}.`
    this.diagnostics.push(diagnostic('ingredient.unknown', place, message, hint))
    return null
  }

  private read(folder: string): Promise<Ingredient | null> {
    const found =
      this.known.get(folder) ??
      readWritten<WrittenIngredient>(this.tree, 'ingredient', `${folder}/${ingredientFile}`, this.diagnostics)
    this.known.set(folder, found)
    return found
  }
}
