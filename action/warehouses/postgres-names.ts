import type pg from 'pg'
import { exits, Fault } from '../fault.ts'
import type { NameChange, Session } from './warehouse.ts'

/** The views that can stay what they are and only show another relation: people's grants and views on them live on. */
interface Standing {
  readonly view: string
  /** True when the relation begins with the view's own columns, in their order and types. */
  readonly fits: boolean
  /** The rights given on it, as statements to be run after it was made anew. */
  readonly grants: readonly string[]
}

/**
 * Moves names to other relations. A view whose columns only grow is replaced; another one is dropped and made anew, its
 * grants with it. PostgreSQL itself refuses where somebody's own view stands on it: it is never dropped with ours.
 */
export async function moveNames(session: Session, changes: readonly NameChange[]): Promise<void> {
  if (changes.length === 0) return
  const standing = new Map((await standingViews(session, changes)).map((one) => [one.view, one]))
  const statements = changes.flatMap((change) => statementsOf(change, standing.get(change.view)))
  try {
    if (statements.length > 0) await session.rows(statements.join(';\n'))
  } catch (error) {
    const { code, detail } = error as pg.DatabaseError
    if (code === '2BP01') throw standsOn(detail ?? (error as Error).message)
    throw error
  }
}

function statementsOf({ view, relation }: NameChange, standing: Standing | undefined): string[] {
  if (relation === null) return standing === undefined ? [] : [`DROP VIEW ${view}`]
  const make = `VIEW ${view} AS SELECT * FROM ${relation}`
  if (standing === undefined || standing.fits) return [`CREATE OR REPLACE ${make}`]
  return [`DROP VIEW ${view}`, `CREATE ${make}`, ...standing.grants]
}

async function standingViews(session: Session, changes: readonly NameChange[]): Promise<Standing[]> {
  const rows = await session.rows<{ view: string; fits: boolean; grants: string }>(
    `WITH change AS (
       SELECT view, to_regclass(view) AS old, to_regclass(relation) AS new
       FROM unnest($1::text[], $2::text[]) AS c (view, relation)
     ), columns AS (
       SELECT attrelid, attname, atttypid, atttypmod, attcollation,
              row_number() OVER (PARTITION BY attrelid ORDER BY attnum) AS place
       FROM pg_attribute
       WHERE attnum > 0 AND NOT attisdropped AND attrelid IN (SELECT old FROM change UNION SELECT new FROM change)
     )
     SELECT c.view,
       NOT EXISTS (
         SELECT FROM columns o LEFT JOIN columns n ON n.attrelid = c.new AND n.place = o.place
           AND (n.attname, n.atttypid, n.atttypmod, n.attcollation) = (o.attname, o.atttypid, o.atttypmod, o.attcollation)
         WHERE o.attrelid = c.old AND n.attrelid IS NULL
       ) AS fits,
       (SELECT coalesce(json_agg(format('GRANT %s ON %s TO %s%s', a.privilege_type, c.view,
                 CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                 CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)), '[]')::text
        FROM pg_class r, aclexplode(r.relacl) a
        WHERE r.oid = c.old AND a.grantee <> r.relowner) AS grants
     FROM change c WHERE c.old IS NOT NULL`,
    [arrayText(changes.map(({ view }) => view)), arrayText(changes.map(({ relation }) => relation))],
  )
  return rows.map(({ view, fits, grants }) => ({ view, fits, grants: JSON.parse(grants) as string[] }))
}

/** A text[] as PostgreSQL reads it. */
function arrayText(texts: readonly (string | null)[]): string {
  const members = texts.map((text) => (text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, '\\$&')}"`))
  return `{${members.join(',')}}`
}

function standsOn(detail: string): Fault {
  const message = `Somebody's own relations stand on a name that has to be made anew: ${detail.split('\n').join('; ')}.`
  const hint = 'Its columns change, so PostgreSQL cannot keep them. Drop them, promote, and make them again.'
  return new Fault('promotion.dependents', exits.refused, message, hint)
}
