import { type Asked, planScan, type Sharing, type Statement, single } from '../../recipes-schema/quality/scan.ts'
import type { AnswerRow } from '../../recipes-schema/quality/tests/kind.ts'
import type { Session } from '../warehouses/warehouse.ts'

/** What a question was answered: rows, or why it could not be. */
export type Answered =
  | { readonly ok: true; readonly rows: readonly AnswerRow[] }
  | { readonly ok: false; readonly error: Error }

/**
 * Asks all questions about a relation in as few scans as are fastest. Where a shared statement fails, each of its
 * questions is asked by itself, so that the one at fault has its own error and the others have their answers.
 */
export async function ask(
  session: Session,
  relation: string,
  questions: readonly Asked[],
  sharing: Sharing,
  signal?: AbortSignal,
): Promise<Answered[]> {
  const answered: Answered[] = []
  const statements = planScan(relation, questions, sharing)
  for (let statement = statements.shift(); statement !== undefined; statement = statements.shift()) {
    try {
      const rows = await run(session, statement)
      for (const { asked, columns } of statement.answers) answered[asked] = { ok: true, rows: pick(rows, columns) }
    } catch (error) {
      const [first, ...others] = statement.answers
      if (others.length > 0 && signal?.aborted !== true)
        statements.push(
          ...statement.answers.flatMap(({ asked }) => {
            const question = questions[asked]
            return question === undefined ? [] : [single(relation, question, asked)]
          }),
        )
      else
        for (const { asked } of [first, ...others].filter((one) => one !== undefined))
          answered[asked] = { ok: false, error: error as Error }
    }
  }
  return answered
}

async function run(session: Session, { sql, proofs }: Statement): Promise<readonly AnswerRow[]> {
  for (const proof of proofs) if (await holds(session, proof)) return [{ failures: 0 }]
  return session.rows(sql)
}

/** True when every query answers 0. One that cannot be run proves nothing: the real question will say why. */
async function holds(session: Session, proof: readonly string[]): Promise<boolean> {
  try {
    for (const query of proof) {
      const [row] = await session.rows<{ failures: number | string }>(query)
      if (Number(row?.failures) !== 0) return false
    }
    return proof.length > 0
  } catch {
    return false
  }
}

function pick(rows: readonly AnswerRow[], columns: Readonly<Record<string, string>> | null): readonly AnswerRow[] {
  if (columns === null) return rows
  return rows.map((row) => Object.fromEntries(Object.entries(columns).map(([name, item]) => [name, row[item] ?? null])))
}
