/** What a diagnostic's code stands for. Codes are stable: scripts and documentation refer to them. */
export interface CodeInfo {
  /** What is wrong, in a sentence. */
  readonly says: string
  /** How to mend it. */
  readonly mend: string
  /** Where it shows: the recipe `shop`, without its first line, unless another file is named. */
  readonly example: string
  /** The further files of the example, by path; the recipe's own is under '' when it is not the example. */
  readonly files?: Readonly<Record<string, string>>
  /** The file that `example` is, when it is not the recipe. */
  readonly file?: string
}

export type Codes = Readonly<Record<string, CodeInfo>>
