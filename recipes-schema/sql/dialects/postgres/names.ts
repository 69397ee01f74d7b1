import { isTree, treesOf } from '../tree.ts'
import { kindOf, stringsOf } from './expression.ts'

const fixed: Readonly<Record<string, string>> = {
  CaseExpr: 'case',
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  CoalesceExpr: 'coalesce',
  GroupingFunc: 'grouping',
}

/** What PostgreSQL calls a column that a person gave no name; null where it takes the rules of a rare form. */
export function nameOfValue(tree: unknown): string | null {
  return nameWithStrength(tree)?.[0] ?? unnamed
}

const unnamed = '?column?'

/** A weak name gives way: to that of a CASE's ELSE, or a cast's argument. */
function nameWithStrength(tree: unknown): [name: string, strong: boolean] | null {
  const [kind, value] = kindOf(isTree(tree) ? tree : {})
  switch (kind) {
    case 'ColumnRef':
      return strong(stringsOf(value.fields).at(-1))
    case 'A_Indirection':
      return strong(stringsOf(value.indirection).at(-1)) ?? nameWithStrength(value.arg)
    case 'FuncCall':
      return strong(stringsOf(value.funcname).at(-1))
    case 'A_Expr':
      return value.kind === 'AEXPR_NULLIF' ? strong('nullif') : null
    case 'TypeCast': {
      const inner = nameWithStrength(value.arg)
      if (inner?.[1] === true) return inner
      const [type, members] = kindOf({ TypeName: value.typeName })
      return type === 'TypeName' ? weak(stringsOf(members.names).at(-1)) : inner
    }
    case 'CollateClause':
      return nameWithStrength(value.arg)
    case 'MinMaxExpr':
      return strong(value.op === 'IS_GREATEST' ? 'greatest' : 'least')
    case 'SQLValueFunction':
      return strong(
        String(value.op)
          .replace(/^SVFOP_/, '')
          .replace(/_N$/, '')
          .toLowerCase(),
      )
    case 'SubLink':
      return nameOfSubquery(value)
    case 'CaseExpr': {
      const inner = nameWithStrength(value.defresult)
      return inner?.[1] === true ? inner : weak('case')
    }
    default:
      return strong(fixed[kind])
  }
}

function nameOfSubquery({ subLinkType, subselect }: Readonly<Record<string, unknown>>): [string, boolean] | null {
  if (subLinkType === 'EXISTS_SUBLINK') return strong('exists')
  if (subLinkType === 'ARRAY_SUBLINK') return strong('array')
  if (subLinkType !== 'EXPR_SUBLINK') return null
  const [, statement] = kindOf(isTree(subselect) ? subselect : {})
  const [first] = treesOf(statement.targetList)
  const [, target] = kindOf(first ?? {})
  return target.name === undefined ? nameWithStrength(target.val) : strong(String(target.name))
}

function strong(name: string | undefined): [string, boolean] | null {
  return name === undefined ? null : [name, true]
}

function weak(name: string | undefined): [string, boolean] | null {
  return name === undefined ? null : [name, false]
}
