import { better } from './better.ts'
import { cosmetic } from './cosmetic.ts'
import { fanOut } from './fan_out.ts'
import type { Change } from './types.ts'

/** The demo's pull requests; each starts at the default branch, in any order. */
export const changes: readonly Change[] = [better, fanOut, cosmetic]
