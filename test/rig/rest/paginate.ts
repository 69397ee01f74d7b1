import { type Answer, type Call, Refusal } from './call.ts'

/** The wanted page of a list, with a Link header to the others. */
export function paginate<T>(
  call: Call,
  items: readonly T[],
  shape: (page: readonly T[], total: number) => unknown = (page) => page,
): Answer {
  const { page, size } = pageOf(call.query)
  const last = Math.max(1, Math.ceil(items.length / size))
  const links = [
    ...(page > 1 ? [link(call, 1, 'first'), link(call, page - 1, 'prev')] : []),
    ...(page < last ? [link(call, page + 1, 'next'), link(call, last, 'last')] : []),
  ]
  return {
    status: 200,
    body: shape(items.slice((page - 1) * size, page * size), items.length),
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
  }
}

export function pageOf(query: URLSearchParams): { page: number; size: number } {
  const page = Number(query.get('page') ?? 1)
  const size = Number(query.get('per_page') ?? 30)
  if (!Number.isInteger(page) || !Number.isInteger(size) || page < 1 || size < 1) {
    throw new Refusal(422, 'page and per_page have to be positive whole numbers')
  }
  return { page, size: Math.min(100, size) }
}

function link(call: Call, page: number, rel: string): string {
  const query = new URLSearchParams(call.query)
  query.set('page', String(page))
  return `<${call.site.apiUrl}${call.path}?${query}>; rel="${rel}"`
}
