import type { Environment } from './sources.ts'

/** What mints the runner's OIDC tokens, the Action's inputs (which hold a token), what masks hash with, what opens the vault, and the files that steer later steps. */
const runners =
  /^(ACTIONS_|INPUT_)|^GALLEY_MASK_SECRET$|^VAULT_TOKEN$|^GITHUB_(TOKEN|ENV|PATH|STATE|OUTPUT|STEP_SUMMARY)$/

/** The environment variables that a recipe and its commands may see: a pull request's recipe is a stranger's code. */
export function openVariables(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !runners.test(entry[0])),
  )
}
