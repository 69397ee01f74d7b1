import { readUnitTests } from '../../recipes-schema/quality/unit/read.ts'
import type { UnitTest } from '../../recipes-schema/quality/unit/types.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { hasErrors } from '../../recipes-schema/text/diagnostic.ts'
import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { DiagnosticsFault } from '../diagnostics-fault.ts'
import { exits, Fault } from '../fault.ts'
import { workingTree } from '../git/tree.ts'
import { openMemory } from '../quality/unit/memory.ts'
import { runUnitTest, type UnitResult } from '../quality/unit/run-unit-test.ts'
import { unitText } from '../quality/unit/unit-text.ts'
import type { AddCommand, Io } from './command.ts'
import { readProject, withParser } from './open.ts'

export const addTest: AddCommand = (program, _io, answer) => {
  const command = program
    .command('test')
    .description('run the unit tests of nodes on given rows, without a warehouse')
    .argument('[nodes...]', 'only those of these nodes')
    .addHelpText('after', '\nExamples:\n  galley test\n  galley test arrivals --json')
  command.action((nodes: string[]) =>
    answer(command, async (folder, io) => {
      const project = await withParser((parser) => readProject(folder, null, parser))
      const { tests, diagnostics } = await readUnitTests(await workingTree(folder), project)
      if (hasErrors(diagnostics)) throw new DiagnosticsFault(diagnostics)
      const results = await runAll(chosen(tests, nodes, project), project, folder, io)
      const failed = results.filter(({ state }) => state !== 'passed').length
      return {
        json: {
          schema_version: 1,
          ok: failed === 0,
          counts: { passed: results.length - failed, failed },
          tests: results,
        },
        text: unitText(results, io.colour),
        exit: failed === 0 ? exits.done : exits.failed,
      }
    }),
  )
}

/** Nothing is green because nothing ran. */
function chosen(tests: readonly UnitTest[], nodes: readonly string[], project: Project): readonly UnitTest[] {
  const known = project.order.flatMap(({ name, id }) => [name, id as string])
  for (const name of nodes)
    if (!known.includes(name))
      throw new Fault('test.unknown_node', exits.usage, `There is no node "${name}".`, didYouMean(name, known))
  const wanted = tests.filter(({ node }) => nodes.length === 0 || nodes.includes(node.name) || nodes.includes(node.id))
  if (wanted.length > 0) return wanted
  const message = nodes.length === 0 ? 'There are no unit tests.' : `There are no unit tests of ${nodes.join(', ')}.`
  throw new Fault('test.none', exits.usage, message, 'Write some in tests/NAME.yaml beside the recipe.')
}

async function runAll(
  tests: readonly UnitTest[],
  project: Project,
  root: string,
  { signal }: Io,
): Promise<UnitResult[]> {
  const memory = await openMemory()
  const stop = (): void => memory.interrupt()
  signal.addEventListener('abort', stop)
  try {
    const results: UnitResult[] = []
    for (const test of tests) {
      results.push(await runUnitTest(test, project, memory, root))
      if (signal.aborted) throw new Fault('cancelled', exits.cancelled, 'Cancelled.')
    }
    return results
  } finally {
    signal.removeEventListener('abort', stop)
    memory.close()
  }
}
