import fc from 'fast-check'
import { expect, it } from 'vitest'
import { redactor } from '../../action/logs/redactor.ts'
import { redactedReport } from '../../action/report/redacted.ts'
import type { Report } from '../../recipes-schema/report/types.ts'

const reportWith = (text: string, name: string): Report => ({
  schema_version: 1,
  order: { id: name, environment: name, base: null, head: name, plan_digest: null, started_at: '', finished_at: '' },
  verdict: 'fail',
  reasons: [{ code: 'node_failed', subject: name, message: text }],
  nodes: [
    {
      recipe: name,
      node: name,
      kind: 'run',
      state: 'failed',
      seconds: 1,
      attempts: 1,
      rows: 2,
      relation: null,
      error: { code: 'run.failed', message: text, location: null },
    },
  ],
  tests: [
    {
      recipe: name,
      node: name,
      test: 'unique(id)',
      severity: 'stop',
      state: 'failed',
      failures: 1,
      message: text,
      location: { file: 'a', line: 1 },
      samples: { columns: ['id'], rows: [[text, null]] },
    },
  ],
  measures: [],
  diffs: [],
  alarm_budget: null,
  promotion: null,
  error: { code: 'x', message: text, hint: text },
})

it('no text of a program or a row keeps a secret, and nothing else of a report changes', () => {
  const secrets = fc.string({ minLength: 6, maxLength: 20, unit: fc.constantFrom(...'aB3/+=\n"é ') })
  const kept = fc.string({ unit: fc.constantFrom(...'xyz_') })
  fc.assert(
    fc.property(secrets, kept, kept, (secret, before, after) => {
      const hide = redactor([secret])
      const made = redactedReport(reportWith(`${before}${secret}${after}`, 'shop'), hide)
      expect(JSON.stringify(made)).not.toContain(JSON.stringify(secret).slice(1, -1))
      expect(made).toEqual(reportWith(hide.redact(`${before}${secret}${after}`), 'shop'))
      // Names stand for something: they are never masked, even where a secret is called so.
      expect(redactedReport(reportWith('none', secret), hide).order.environment).toBe(secret)
    }),
  )
})
