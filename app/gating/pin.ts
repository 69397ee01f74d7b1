import { gateName } from '../checks/check.ts'
import { code } from '../checks/markdown.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { RepositoryRef } from '../orders/order.ts'

/** Whether GitHub makes people pass the gate, and takes nobody's word but this App's for it. */
export type Pin = 'pinned' | 'anybody' | 'not_required'

/** What whoever reads the gate should know of the gate itself. */
export async function gateNotes(client: RepositoryClient, { defaultBranch }: RepositoryRef): Promise<string[]> {
  switch (await client.rules.pinOf(defaultBranch, gateName)) {
    case 'pinned':
      return []
    case 'not_required':
      return [
        `> [!WARNING]\n> Nothing makes anybody wait for this: ${code(gateName)} is not a required check of ${code(defaultBranch)}. Require it in a ruleset, with this App as its source.`,
      ]
    case 'anybody':
      return [
        `> [!WARNING]\n> ${code(gateName)} is required on ${code(defaultBranch)}, but from any source: whoever may push can post a check of that name. Choose this App as its source in the ruleset.`,
      ]
  }
}
