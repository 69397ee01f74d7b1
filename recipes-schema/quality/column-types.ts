/** The usual names of one type, the first standing for all. */
const families: readonly (readonly string[])[] = [
  ['boolean', 'bool', 'logical'],
  ['tinyint', 'int1'],
  ['smallint', 'int2', 'short'],
  ['integer', 'int', 'int4', 'signed'],
  ['bigint', 'int8', 'long', 'int64'],
  ['hugeint', 'int128'],
  ['real', 'float4', 'float'],
  ['double', 'float8', 'double precision', 'float64'],
  ['decimal', 'numeric', 'number'],
  ['varchar', 'text', 'string', 'character varying', 'char varying', 'nvarchar'],
  ['char', 'character', 'bpchar'],
  ['blob', 'bytea', 'varbinary', 'binary', 'bytes'],
  ['date'],
  ['time', 'time without time zone'],
  ['timestamp', 'datetime', 'timestamp without time zone', 'timestamp_us', 'timestamp_ntz'],
  ['timestamptz', 'timestamp with time zone', 'timestamp_tz'],
  ['json', 'jsonb', 'variant'],
]

/** Whether a type as a person writes it is the one that an engine tells: by any usual name; precision counts if written. */
export function sameType(written: string, found: string): boolean {
  const [wanted, actual] = [parse(written), parse(found)]
  return wanted.name === actual.name && (wanted.arguments === '' || wanted.arguments === actual.arguments)
}

/** `decimal(10, 2)` is the name and `10,2`; `timestamp(3) with time zone` is the name with its tail. */
function parse(type: string): { name: string; arguments: string } {
  const text = type.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const list = /^([^(]*?) ?\(([^)]*)\)(.*)$/.exec(text)
  const name = list === null ? text : `${list[1]}${list[3]}`
  const family = families.find((names) => names.includes(name))
  return { name: family?.[0] ?? name, arguments: (list?.[2] ?? '').replaceAll(' ', '') }
}
