/** What of GitHub's OpenAPI description the rig needs, as written by extract.ts. */
export interface Extract {
  readonly source: string
  readonly operations: Record<string, Operation>
  readonly schemas: Record<string, JsonSchema>
}

export interface Operation {
  readonly method: string
  /** As /repos/{owner}/{repo}. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: JsonSchema | null
  /** By status; null where there is no JSON. */
  readonly answers: Record<string, JsonSchema | null>
}

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: JsonSchema
}

export type JsonSchema = Record<string, unknown>
