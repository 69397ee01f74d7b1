/** "1 row", "1,200 rows": counts as people read them, whatever the machine's locale. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`
}

/** Without `Intl`, whose first use takes longer than many a plan. */
function grouped(n: number): string {
  if (!Number.isSafeInteger(n)) return n.toLocaleString('en-US')
  return String(n).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}
