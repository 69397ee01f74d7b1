import type { Place } from '../text/diagnostic.ts'
import { placeAt, sourceText } from '../text/source.ts'
import type { WrittenFile } from '../written/yaml.ts'
import type { Path } from './assembly.ts'

/** A stretch of SQL, in its own file or, for null, in the scalar of the recipe. */
export function queryPlace(
  file: WrittenFile,
  path: Path,
  sqlFile: string | null,
  text: string,
  start: number,
  end: number,
): Place {
  return sqlFile === null ? file.placeIn(path, start, end) : placeAt(sourceText(sqlFile, text), start, end)
}
