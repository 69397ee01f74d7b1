/** The tables that the queries are over: small whole numbers, so that much is equal by chance. */
export const tables: Readonly<Record<string, readonly string[]>> = {
  t: ['id', 'a', 'b', 's'],
  u: ['id', 'a', 'c'],
  w: ['k', 'v'],
}

/** A number in [0, 1) for each choice, so that one of them can be made otherwise and the rest stay. */
export type Choices = (place: string) => number

interface Relation {
  readonly name: string
  readonly columns: readonly string[]
}

interface Scope {
  readonly relations: readonly Relation[]
  readonly outer: Scope | null
}

interface Query {
  readonly text: string
  readonly columns: readonly string[]
}

const aliases = ['a', 'b', 'c', 'id', 'x', 'y', 'k']

/** A query in the SQL that the engines share, with nothing in it that leaves them a choice. Not all are right SQL. */
export function queryOf(choices: Choices): string {
  let made = 0
  const draw = (place: string, count: number): number => Math.floor(choices(place) * count)
  const chance = (place: string, share: number): boolean => choices(place) < share
  const pick = <T>(place: string, from: readonly T[]): T => from[draw(place, from.length)] as T
  return query(
    '',
    3,
    null,
    Object.entries(tables).map(([name, columns]) => ({ name, columns })),
  ).text

  function query(at: string, depth: number, outer: Scope | null, known: readonly Relation[], width?: number): Query {
    if (depth > 1 && chance(`${at}with`, 0.35)) {
      // A common table expression may hide a table.
      const name = pick(`${at}cte`, ['t', 'u', 'q', 'r'])
      const inner = query(`${at}1`, depth - 1, null, known)
      const rest = query(
        `${at}2`,
        depth - 1,
        outer,
        [{ name, columns: inner.columns }, ...known.filter((one) => one.name !== name)],
        width,
      )
      return { text: `with ${name} as (${inner.text}) ${rest.text}`, columns: rest.columns }
    }
    if (depth > 1 && chance(`${at}set`, 0.2)) {
      const left = select(`${at}l`, depth - 1, outer, known, width ?? 2)
      const right = select(`${at}r`, depth - 1, outer, known, left.columns.length)
      return {
        text: `${left.text} ${pick(`${at}op`, ['union all', 'union', 'except', 'intersect'])} ${right.text}`,
        columns: left.columns,
      }
    }
    return select(at, depth, outer, known, width)
  }

  function select(at: string, depth: number, outer: Scope | null, known: readonly Relation[], width?: number): Query {
    const { text: from, scope } = fromOf(at, depth, outer, known)
    const all = scope.relations.flatMap(({ columns }) => columns)
    const where = chance(`${at}where`, 0.5) ? ` where ${condition(`${at}w`, depth, scope, known)}` : ''
    if (width === undefined && new Set(all).size === all.length && chance(`${at}star`, 0.15))
      return { text: `select * from ${from}${where}`, columns: all }
    const grouped = chance(`${at}group`, 0.25)
    const keys = grouped ? [value(`${at}key`, 0, scope, known)] : []
    const names: string[] = []
    const items = Array.from({ length: width ?? 1 + draw(`${at}width`, 3) }, (_, index) => {
      const free = aliases.filter((alias) => !names.includes(alias))
      const name = pick(`${at}name${index}`, free)
      const place = `${at}i${index}`
      const aggregate = `${pick(`${place}agg`, ['sum', 'max', 'count'])}(${value(`${place}v`, 0, scope, known)})`
      const whole = grouped ? (chance(`${place}key`, 0.4) ? keys[0] : aggregate) : item(place, depth, scope, known)
      names.push(name)
      return `${whole} as ${name}`
    })
    const distinct = !grouped && chance(`${at}distinct`, 0.12) ? 'distinct ' : ''
    const by = grouped
      ? ` group by ${keys.join()}${chance(`${at}having`, 0.2) ? ` having count(*) > ${draw(`${at}h`, 2)}` : ''}`
      : ''
    return { text: `select ${distinct}${items.join(', ')} from ${from}${where}${by}`, columns: names }
  }

  function fromOf(
    at: string,
    depth: number,
    outer: Scope | null,
    known: readonly Relation[],
  ): { text: string; scope: Scope } {
    const one = relation(`${at}f`, depth, known)
    if (!chance(`${at}join`, 0.45)) return { text: one.text, scope: { relations: [one], outer } }
    const two = relation(`${at}g`, depth, known)
    const scope = { relations: [one, two], outer }
    const shared = one.columns.filter((name) => two.columns.includes(name))
    if (shared.length > 0 && chance(`${at}using`, 0.4)) {
      const name = pick(`${at}shared`, shared)
      const text = `${one.text} ${pick(`${at}uk`, ['join', 'left join', 'full join'])} ${two.text} using (${name})`
      return { text, scope }
    }
    const on = `${one.name}.${pick(`${at}on1`, one.columns)} = ${two.name}.${pick(`${at}on2`, two.columns)}`
    return {
      text: `${one.text} ${pick(`${at}jk`, ['join', 'left join', 'right join', 'full join'])} ${two.text} on ${on}`,
      scope,
    }
  }

  function relation(at: string, depth: number, known: readonly Relation[]): Relation & { text: string } {
    const name = `${pick(`${at}alias`, ['p', 'q'])}${made++}`
    if (depth > 1 && chance(`${at}derived`, 0.25)) {
      const inner = query(`${at}d`, depth - 1, null, known)
      return { name, columns: inner.columns, text: `(${inner.text}) ${name}` }
    }
    const table = pick(`${at}table`, known)
    // Sometimes under its own name.
    return chance(`${at}own`, 0.3)
      ? { ...table, text: table.name }
      : { name, columns: table.columns, text: `${table.name} ${name}` }
  }

  function item(at: string, depth: number, scope: Scope, known: readonly Relation[]): string {
    const kind = choices(`${at}kind`)
    if (kind < 0.1)
      return `rank() over (partition by ${value(`${at}p`, 0, scope, known)} order by ${value(`${at}o`, 0, scope, known)})`
    if (kind < 0.18)
      return `sum(${value(`${at}s`, 0, scope, known)}) over (partition by ${value(`${at}p`, 0, scope, known)})`
    return value(at, depth, scope, known)
  }

  function value(at: string, depth: number, scope: Scope, known: readonly Relation[]): string {
    const kind = choices(`${at}e`)
    const column = columnIn(`${at}c`, scope)
    if (kind < 0.5) return column
    if (kind < 0.62) return `${column} + ${draw(`${at}n`, 3)}`
    if (kind < 0.7) return `coalesce(${column}, ${columnIn(`${at}d`, scope)})`
    if (kind < 0.8) return `case when ${columnIn(`${at}w`, scope)} > 1 then ${column} else ${draw(`${at}m`, 3)} end`
    if (depth > 1 && kind < 0.93) {
      const inner = fromOf(`${at}q`, 1, scope, known)
      return `(select max(${columnIn(`${at}i`, inner.scope)}) from ${inner.text} where ${columnIn(`${at}x`, inner.scope)} >= ${columnIn(`${at}y`, { ...inner.scope, relations: scope.relations })})`
    }
    return String(draw(`${at}l`, 3))
  }

  function condition(at: string, depth: number, scope: Scope, known: readonly Relation[]): string {
    const kind = choices(`${at}k`)
    const left = value(`${at}1`, 0, scope, known)
    if (depth > 1 && kind < 0.3) {
      const inner = select(`${at}s`, 1, scope, known, 1)
      return `${left} ${pick(`${at}in`, ['in', 'not in'])} (${inner.text})`
    }
    if (depth > 1 && kind < 0.45) return `exists (${select(`${at}x`, 1, scope, known, 1).text})`
    return `${left} ${pick(`${at}op`, ['<', '=', '<>', '>='])} ${value(`${at}2`, 0, scope, known)}`
  }

  /** By its name alone, or qualified; now and then one of the query around. */
  function columnIn(at: string, scope: Scope): string {
    const far = scope.outer !== null && chance(`${at}far`, 0.25) ? scope.outer : scope
    const relation = pick(`${at}r`, far.relations)
    const name = pick(`${at}n`, relation.columns)
    return chance(`${at}q`, 0.5) ? `${relation.name}.${name}` : name
  }
}
