import { measureKinds } from './measures/index.ts'
import { testKinds } from './tests/index.ts'

/** The page on tests, made of their registry: docs/reference/tests.md is this text. */
export function testsReference(): string {
  const sections = testKinds.map(({ key, summary, example, takes, production }) => {
    const refused = [...(takes.where ? [] : ['`where`']), ...(takes.failIf ? [] : ['`fail_if`'])]
    const notes = [
      ...(refused.length > 0 ? [`Has no ${refused.join(' and no ')}.`] : []),
      ...(production === undefined
        ? []
        : ['Where production has no such node yet, there is nothing to compare with: it is skipped.']),
    ]
    return `### ${key}\n${[summary, ...notes].join(' ')}\n\n\`\`\`yaml\n${example}\n\`\`\``
  })
  return `${testsHead}\n\n${sections.join('\n\n')}\n`
}

/** The page on measures, made of their registry: docs/reference/measures.md is this text. */
export function measuresReference(): string {
  const rows = measureKinds.map(({ key, bare, example, summary, nature, natural, volume }) => {
    const written = bare ? `\`- ${key}\`` : `\`- ${key}: ${example}\``
    const range = `${natural.min ?? ''}..${natural.max ?? ''}`
    const follows = volume === null ? 'unknown' : volume ? 'yes' : 'no'
    return `| ${[`\`${key}\``, written, summary.replaceAll('|', '\\|'), nature, range === '..' ? 'any' : range, follows].join(' | ')} |`
  })
  return `${measuresHead}\n\n${rows.join('\n')}\n`
}

const testsHead = `# Tests
<!-- Made of recipes-schema/quality/tests by recipes-schema/quality/reference.ts: \`npx vitest run test/quality/reference.test.ts -u\`. -->

Each entry of a node's \`tests:\` has one kind, below, and may have:

| key | means |
|---|---|
| \`severity\` | \`log\`, \`warning\` or \`stop\` (the default): whether a failure is noted, warns, or fails the order and stops what is downstream |
| \`fail_if\` | how many failures fail it: \`"> 10"\`, \`">= 5"\`, or a share of the rows, \`"> 1%"\`; one, unless said. What it allows is still told |
| \`where\` | an SQL expression: only the rows where it is true are looked at |
| \`samples\` | \`true\` lets failing rows stand in the report, at most five; else it holds the query for them, for whoever may read the warehouse |
| \`description\`, \`owner\`, \`tags\` | why it has to hold, who mends it, words to find it by |

\`\`\`yaml
tests:
  - not_null: [day, origin]
  - check: "delay between -120 and 2880"
    where: "status <> 'cancelled'"
    severity: warning
    fail_if: "> 0.5%"
\`\`\`

A test of your own is used by its folder, and given its inputs: see [Write a test of your own](../how-to/custom-tests.md).

\`\`\`yaml
tests:
  - { uses: ingredients/lasts, with: { key: id, start: valid_from, end: valid_to } }
\`\`\`

A test that cannot be evaluated (a column is not there, the types do not fit) is an error and fails the order, whatever
its severity. In a kitchen that sees a sample or a window of the data, or makes the newest intervals of an incremental
node alone, tests that need all of it are left out and say so: \`row_count\` (but for \`min: 1\`), \`distinct_count\` and
\`no_gaps\`; in a window \`distribution\`; \`sum_equals\` and \`row_count\` against a relation that is seen in another way;
\`relationships\` to one that is in part when its own is whole. Production tests them all. Tests and measures of one node share scans where that is faster; one at fault takes no other along.

## Kinds`

const measuresHead = `# Measures
<!-- Made of recipes-schema/quality/measures by recipes-schema/quality/reference.ts: \`npx vitest run test/quality/reference.test.ts -u\`. -->

A measure is a number that is taken of a node each time and kept on a control chart. \`name:\` names it; made of the kind
and the column unless said (\`null_rate_delay\`, \`p95_delay\`). Expressions use it as \`\${{ measures.NODE.NAME }}\`.

\`\`\`yaml
measures:
  - row_count
  - null_rate: delay
  - { name: late_share, rate: "status = 'late'" }
  - { name: busiest, value: "max(flights) / sum(flights)" }
\`\`\`

Its nature decides the chart: a \`rate\` is events of trials, both of which are kept; a \`count\` is how many there are; a
\`time\` is a duration in seconds; \`other\` is all else. A measure that follows how many rows there are is not comparable
between a sample and the whole. Over no rows most measures have no value: a missing point, not a 0.

| kind | written | measures | nature | can be | follows the number of rows |
|---|---|---|---|---|---|`
