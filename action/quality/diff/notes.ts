import type { DiffNote } from '../../../recipes-schema/diff/types.ts'
import { count } from '../../../recipes-schema/text/count.ts'
import type { CommonColumn } from './columns.ts'
import type { ComparedRows, Sizes } from './compare-rows.ts'
import type { Key } from './key.ts'

/** What a reader has to know about how the rows were compared. */
export function rowNotes(
  asked: Key | null,
  key: readonly CommonColumn[],
  sizes: Sizes,
  rows: ComparedRows,
): DiffNote[] {
  const notes: DiffNote[] = []
  const named = asked?.columns.join(', ')
  const single = sizes.production.rows === 1 && sizes.kitchen.rows === 1
  if (asked === null && !single)
    notes.push({
      code: 'no_key',
      message:
        'No key is known, so whole rows are compared: a changed row counts as one removed and one added. A `unique` test names the key.',
    })
  else if (key.length === 0 && !single)
    notes.push({
      code: 'key_missing',
      message: `The key (${named}) is not in both, so whole rows are compared: a changed row counts as one removed and one added.`,
    })
  if (rows.repeatedKeys > 0)
    notes.push({
      code: 'key_not_unique',
      message: `The key (${named}) is not unique: the rows of ${count(rows.repeatedKeys, 'repeated key')} are compared whole.`,
    })
  const withoutKey = sizes.production.withoutKey + sizes.kitchen.withoutKey
  if (withoutKey > 0)
    notes.push({
      code: 'rows_without_key',
      message: `${count(sizes.production.withoutKey, 'row')} of production and ${count(sizes.kitchen.withoutKey, 'row')} of the kitchen have a NULL in the key (${named}); they are compared whole.`,
    })
  return notes
}

export function columnNotes(values: readonly CommonColumn[]): DiffNote[] {
  const texts = values.filter((column) => column.asText).map(({ name }) => name)
  if (texts.length === 0) return []
  const message = `${texts.join(', ')}: the types cannot be compared, so the values' texts are.`
  return [{ code: 'compared_as_text', message }]
}
