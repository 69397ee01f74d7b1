import type { Annotation, CheckAction } from '../store/records.ts'

export interface CheckBody {
  readonly name?: string
  readonly head_sha?: string
  readonly details_url?: string
  readonly external_id?: string
  readonly status?: 'queued' | 'in_progress' | 'completed'
  readonly started_at?: string
  readonly conclusion?: string
  readonly completed_at?: string
  readonly actions?: readonly CheckAction[]
  readonly output?: {
    readonly title?: string
    readonly summary?: string
    readonly text?: string
    readonly annotations?: readonly Annotation[]
    readonly images?: readonly { readonly alt: string; readonly image_url: string; readonly caption?: string }[]
  }
}

/** GitHub's limits that its description leaves to prose, or that count bytes: what a body breaks, in words. */
export function brokenLimits(body: CheckBody): string[] {
  const { output } = body
  const words = [
    ['summary', output?.summary],
    ['text', output?.text],
  ] as const
  return [
    ...words
      .filter(([, text]) => Buffer.byteLength(text ?? '') > longestText)
      .map(([name]) => `output.${name} is longer than ${longestText} bytes`),
    ...(body.status === 'completed' && body.conclusion === undefined ? ['a completed check needs a conclusion'] : []),
    ...(body.conclusion === 'stale' ? ['only GitHub itself concludes with stale'] : []),
    ...(output?.annotations ?? []).flatMap(brokenByAnnotation),
    ...(output?.images ?? []).filter(({ image_url: url }) => !isAddress(url)).map(() => 'an image has no full address'),
    ...(body.details_url === undefined || isAddress(body.details_url) ? [] : ['details_url is no http address']),
  ]
}

const longestText = 65_535
const longestMessage = 65_536
const longestTitle = 255

function brokenByAnnotation(annotation: Annotation): string[] {
  const at = `the annotation of ${annotation.path}:${annotation.start_line}`
  const columns = annotation.start_column !== undefined || annotation.end_column !== undefined
  const rules: [broken: boolean, message: string][] = [
    [columns && annotation.start_line !== annotation.end_line, 'has columns and more than one line'],
    [annotation.start_line < 1 || annotation.end_line < annotation.start_line, 'has no such lines'],
    [Buffer.byteLength(annotation.message) > longestMessage, 'has a message of more than 64 KB'],
    [annotation.message === '', 'has no message'],
    [(annotation.title ?? '').length > longestTitle, `has a title of more than ${longestTitle} characters`],
    [annotation.path.startsWith('/'), 'has an absolute path'],
  ]
  return rules.filter(([broken]) => broken).map(([, message]) => `${at} ${message}`)
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
