/** Plans the two sides that it reads from standard input and prints the digest: a machine of its own, in a process. */
import { text } from 'node:stream/consumers'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { project } from '../support/project.ts'

const { base, head } = JSON.parse(await text(process.stdin)) as Record<'base' | 'head', Record<string, string>>
const plan = planChange({
  base: await project(base),
  head: await project(head),
  shas: { base: null, head: 'h', merge_base: null },
})
console.log(plan.digest)
process.exit(0)
