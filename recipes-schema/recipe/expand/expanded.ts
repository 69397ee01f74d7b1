import type { Path } from '../../kinds/assembly.ts'
import type { Place } from '../../text/diagnostic.ts'
import type { Scalar, WrittenNode, WrittenRecipe } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Variable } from '../types.ts'

/** One node of a recipe, once matrices and ingredients have become nodes. */
export interface ExpandedNode {
  readonly name: string
  readonly written: WrittenNode
  /** The file that it is written in: the recipe's or an ingredient's. */
  readonly file: WrittenFile
  /** Where it stands in that file. */
  readonly path: Path
  readonly matrix: Readonly<Record<string, Scalar>>
  /** What it is part of; null for a node that the recipe itself writes. */
  readonly part: IngredientPart | null
}

export interface IngredientPart {
  /** Where the ingredient is used, and where what uses it is, up to the recipe. */
  readonly uses: readonly Place[]
  /** The ingredient's inputs that are values; its expressions know them as `vars`. */
  readonly inputs: ReadonlyMap<string, Variable>
  /** What names within the ingredient stand for in the recipe: its own nodes, and the relations that it was given. */
  readonly names: ReadonlyMap<string, string>
  /** The inputs that are relations: which names they were given, and where. */
  readonly relations: readonly { readonly input: string; readonly name: string; readonly place: Place }[]
  /** What the uses need. */
  readonly needs: readonly PartNeed[]
}

export interface PartNeed {
  /** By its name in the recipe. */
  readonly name: string
  readonly place: Place
  /** True for what only the ingredient itself may read. */
  readonly inside: boolean
}

export interface ExpandedRecipe {
  readonly value: WrittenRecipe
  readonly file: WrittenFile
  readonly nodes: readonly ExpandedNode[]
  /** Written names that stand for several nodes: the legs of a matrix. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** Nodes that only the ingredient that they are part of may read. */
  readonly hidden: ReadonlySet<string>
  /** Uses of ingredients that could not be read: what they would have made is not known, and not missed. */
  readonly broken: ReadonlySet<string>
}
