import type { Names } from '../recipe/names.ts'
import type { Tree } from '../recipe/tree.ts'
import type { Variable } from '../recipe/types.ts'
import type { SqlParser } from '../sql/parser.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Scalar, WrittenNode, WrittenRecipe } from '../written/types.ts'
import type { WrittenFile } from '../written/yaml.ts'

export type Path = readonly (string | number)[]

/** What the nodes of all recipes share while they are read; what is wrong goes to `diagnostics`. */
export interface ProjectAssembly {
  readonly tree: Tree
  readonly parser: SqlParser
  readonly names: Names
  readonly connections: ConnectionNames
  readonly diagnostics: Diagnostic[]
}

export interface ConnectionNames {
  /** Production's. */
  readonly production: string
  readonly warehouses: readonly string[]
  /** The SQL dialect of each warehouse: its type. */
  readonly dialects: ReadonlyMap<string, string>
  readonly services: ReadonlyMap<string, string>
}

/** All that is needed to turn one written node into a node. */
export interface Assembly extends ProjectAssembly {
  readonly file: WrittenFile
  readonly recipe: WrittenRecipe
  /** The recipe's folder with a closing slash, or empty at the root. */
  readonly folder: string
  readonly variables: ReadonlyMap<string, Variable>
  readonly name: string
  readonly written: WrittenNode
  readonly matrix: Readonly<Record<string, Scalar>>
  /** Where the node stands in the recipe file. */
  readonly path: Path
}
