import type { NodeDiff } from '../../recipes-schema/diff/types.ts'
import { childrenWords } from '../../recipes-schema/report/children-words.ts'
import type { NodeResult, TestResult } from '../../recipes-schema/report/types.ts'
import type { WantedNode } from '../orders/order.ts'
import { assemble } from './budget.ts'
import type { Annotation, CheckOutput, Conclusion } from './check.ts'
import { dataDiff } from './data-diff.ts'
import { failingRows } from './failing-rows.ts'
import { code, count, row, tableHead, words } from './markdown.ts'

interface RecipeResult {
  readonly recipe: string
  readonly nodes: readonly NodeResult[]
  readonly tests: readonly TestResult[]
  readonly diffs: readonly NodeDiff[]
  readonly wanted: readonly WantedNode[]
}

const messageLimit = 8_000

/** One recipe's nodes and tests: the words of `galley / RECIPE`. */
export function recipeOutput(result: RecipeResult): { conclusion: Conclusion; output: CheckOutput } {
  const ran = result.nodes.filter((node) => node.state !== 'reused')
  const failedNodes = result.nodes.filter((node) => node.state === 'failed')
  const stopped = result.tests.filter(isStop)
  const warned = result.tests.filter((test) => test.state === 'failed' && test.severity === 'warning')
  const noted = result.tests.filter((test) => test.state === 'failed' && test.severity === 'log')
  const passed = result.tests.filter((test) => test.state === 'passed')
  const skipped = result.tests.filter((test) => test.state === 'skipped')
  const bad = failedNodes.length + stopped.length > 0
  return {
    conclusion: bad ? 'failure' : warned.length > 0 ? 'neutral' : 'success',
    output: {
      title: title(ran, failedNodes, stopped, warned, passed),
      summary: assemble([
        {
          head: tableHead(['', 'test', 'rows', 'what was found'], 'llrl'),
          rows: [...stopped, ...warned, ...noted].map(testRow),
          more: (left) => `… and ${left} more.`,
        },
        {
          head: tableHead(['node that failed', 'why'], 'll'),
          rows: failedNodes.map(failureRow),
          more: (left) => `… and ${left} more.`,
        },
        bad
          ? 'The lines are marked in the files view. Mend them and push: only what changes is run again.'
          : `${count(passed.length, 'test')} of ${count(ran.length, 'node')} passed${skipped.length > 0 ? `; ${skipped.length} were not evaluated` : ''}.`,
      ]),
      text: assemble([
        {
          head: `### Nodes\n\n${tableHead(['node', 'state', 'rows', 'seconds'], 'llrr')}`,
          rows: result.nodes.map(nodeRow),
          more: (left) => `… and ${count(left, 'more node')}.`,
        },
        ...dataDiff(result.diffs),
        ...failingRows([...stopped, ...warned, ...noted]),
        {
          head: `<details><summary>${count(passed.length, 'test')} passed</summary>\n`,
          rows: passed.map((test) => `- ${code(`${test.node}: ${test.test}`)}`),
          tail: '</details>',
          more: (left) => `… and ${left} more.`,
        },
        {
          head: `<details><summary>${count(skipped.length, 'test')} not evaluated</summary>\n`,
          rows: skipped.map((test) => `- ${code(`${test.node}: ${test.test}`)} ${words(test.message)}`),
          tail: '</details>',
          more: (left) => `… and ${left} more.`,
        },
      ]),
      annotations: annotations(result, [...stopped, ...warned, ...noted], failedNodes),
      images: [],
    },
  }
}

function title(
  ran: readonly NodeResult[],
  failed: readonly NodeResult[],
  stopped: readonly TestResult[],
  warned: readonly TestResult[],
  passed: readonly TestResult[],
): string {
  if (failed.length + stopped.length > 0) {
    return [
      failed.length > 0 ? `${count(failed.length, 'node')} failed` : '',
      stopped.length > 0 ? `${count(stopped.length, 'test')} failed` : '',
      `${passed.length} passed`,
    ]
      .filter((part) => part !== '')
      .join(', ')
  }
  const warnings = warned.length > 0 ? `, ${count(warned.length, 'warning')}` : ''
  return `${count(ran.length, 'node')} ran, ${count(passed.length, 'test')} passed${warnings}`
}

function isStop(test: TestResult): boolean {
  return test.state === 'error' || (test.state === 'failed' && test.severity === 'stop')
}

function testRow(test: TestResult): string {
  const grade = test.state === 'error' ? 'error' : test.severity
  const of = test.total === undefined ? '' : ` of ${test.total.toLocaleString('en-US')}`
  const rows = test.state === 'error' ? '' : `${test.failures.toLocaleString('en-US')}${of}`
  return row([`**${grade}**`, code(`${test.node}: ${test.test}`), rows, words(test.message)])
}

function failureRow(node: NodeResult): string {
  return row([code(node.node), words(node.error?.message ?? 'It failed without saying why.')])
}

function nodeRow(node: NodeResult): string {
  const state = node.state === 'failed' ? '**failed**' : node.state
  const rows = node.rows === null ? '' : node.rows.toLocaleString('en-US')
  const attempts = node.attempts > 1 ? ` (attempt ${node.attempts})` : ''
  const parts = node.children === undefined || node.children.length === 0 ? '' : `, ${childrenWords(node.children)}`
  return row([
    code(node.node),
    `${state}${attempts}${parts}`,
    rows,
    node.state === 'reused' ? '' : node.seconds.toFixed(2),
  ])
}

function annotations(result: RecipeResult, tests: readonly TestResult[], nodes: readonly NodeResult[]): Annotation[] {
  const declared = new Map(result.wanted.map((node) => [node.node, node]))
  const ofNodes = nodes.flatMap((node): Annotation[] => {
    const place = node.error?.location ?? declared.get(node.node) ?? null
    if (place === null) return []
    return [note(place, 'failure', `${node.node} failed`, node.error?.message ?? 'It failed without saying why.')]
  })
  const ofTests = tests.map((test) => {
    const level = isStop(test) ? 'failure' : test.severity === 'warning' ? 'warning' : 'notice'
    return note(test.location, level, `${test.node}: ${test.test}`, test.message)
  })
  return [...ofNodes, ...ofTests].slice(0, 50)
}

function note(
  place: { file: string; line: number },
  level: Annotation['level'],
  title: string,
  message: string,
): Annotation {
  const line = Math.max(1, place.line)
  return {
    path: place.file,
    startLine: line,
    endLine: line,
    level,
    title: title.slice(0, 255),
    message: message.slice(0, messageLimit),
  }
}
