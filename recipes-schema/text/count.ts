/** "1 row", "1,200 rows": counts as people read them, whatever the machine's locale. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
}
