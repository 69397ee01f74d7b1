import type { Names } from '../recipe/names.ts'
import type { Tree } from '../recipe/tree.ts'
import type { Connection, NodeId, Variable } from '../recipe/types.ts'
import type { SqlParser } from '../sql/parser.ts'
import type { Diagnostic, Place } from '../text/diagnostic.ts'
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
  /** The types of the warehouses and of the other programs, by name. */
  readonly warehouses: ReadonlyMap<string, Connection['type']>
  readonly services: ReadonlyMap<string, string>
  /** The catalogs (databases, projects) of the warehouses in lower case, where galley.yaml says them plainly. */
  readonly catalogs: ReadonlyMap<string, string>
}

/** What names mean where a node is written: in its recipe, or in the ingredient that it is part of. */
export interface Scope {
  resolve(schema: string | null, name: string): NodeId | null
  /** The legs of a matrix, or the one node of that name. */
  all(name: string): readonly NodeId[]
  known(): readonly string[]
  /** True for a name that may stand for something in a file that could not be read: that it is unknown needs no saying. */
  mayBe(name: string): boolean
  /** Names that are not those of the nodes that they stand for. */
  readonly aliases: Readonly<Record<string, NodeId>>
}

/** All that is needed to turn one written node into a node. */
export interface Assembly extends ProjectAssembly {
  /** The file that the node is written in. */
  readonly file: WrittenFile
  readonly recipe: WrittenRecipe
  readonly scope: Scope
  /** That file's folder with a closing slash, or empty at the root: where paths begin. */
  readonly folder: string
  readonly variables: ReadonlyMap<string, Variable>
  readonly name: string
  readonly written: WrittenNode
  readonly matrix: Readonly<Record<string, Scalar>>
  /** Where the node stands in the file. */
  readonly path: Path
  /** The key that declares it. */
  readonly place: Place
  /** The connection that it works on, and the dialect of that. */
  readonly connection: string
  readonly dialect: Connection['type']
}
