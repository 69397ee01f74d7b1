import type { Expression, From, QueryTree } from './types.ts'

/**
 * Where the relations stand that are no common table expressions. A common table expression hides a relation of its name
 * in the query that declares it and in all that is nested there; within a WITH list it is visible to those after it, and
 * to itself only when it is recursive. Linear.
 */
export function startsOfReads(query: QueryTree): Set<number> {
  const starts = new Set<number>()
  const hidden = new Map<string, number>()
  const hide = (name: string, by: number): void => void hidden.set(name, (hidden.get(name) ?? 0) + by)

  const inQuery = ({ ctes, body }: QueryTree): void => {
    for (const { name, forward } of ctes) if (forward === true) hide(name, 1)
    for (const { name, query: inner, recursive } of ctes) {
      if (recursive === true) hide(name, 1)
      inQuery(inner)
      if (recursive !== true) hide(name, 1)
    }
    if (body.type === 'set') {
      inQuery(body.left)
      inQuery(body.right)
    } else if (body.type === 'unread') inExpression(body.content)
    else {
      body.from.forEach(inFrom)
      for (const item of body.items)
        if (item.type === 'value') inExpression(item.value)
        else for (const [, value] of item.replace) inExpression(value)
      for (const clause of [body.where, body.having, body.qualify]) if (clause !== null) inExpression(clause)
      if (body.groups !== null && body.groups !== 'all') body.groups.keys.forEach(inExpression)
    }
    if (body.type !== 'unread')
      for (const modifier of body.modifiers) {
        if (modifier.type === 'order') for (const { value } of modifier.by) if (value !== 'all') inExpression(value)
        if (modifier.type === 'distinct') modifier.on.forEach(inExpression)
        if (modifier.type === 'limit') inExpression(modifier.value)
      }
    for (const { name, forward } of ctes) hide(name, forward === true ? -2 : -1)
  }

  const inFrom = (from: From): void => {
    if (from.type === 'unread') inExpression(from.content)
    else if (from.type === 'query') inQuery(from.query)
    else if (from.type === 'values' || from.type === 'function') inExpression(from.value)
    else if (from.type === 'join') {
      from.left.forEach(inFrom)
      from.right.forEach(inFrom)
      if (from.on !== null) inExpression(from.on)
    } else if (from.names.length > 1 || !((hidden.get(from.names[0] ?? '') ?? 0) > 0)) starts.add(from.start)
  }

  const inExpression = ({ uses }: Expression): void => {
    for (const use of uses) {
      if ('query' in use) inQuery(use.query)
      if ('from' in use) inFrom(use.from)
    }
  }

  inQuery(query)
  return starts
}
