import { readFileSync } from 'node:fs'
import type { Extract } from './types.ts'

/** The committed part of GitHub's OpenAPI description. */
export const extract = JSON.parse(readFileSync(new URL('operations.json', import.meta.url), 'utf8')) as Extract
