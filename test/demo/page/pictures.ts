import type { Check } from '../hub.ts'
import type { Story } from '../story.ts'

/** The pictures of the story's checks by their URL, as data: the page stands alone when the App has stopped. */
export async function pictures({ better, fanOut, cosmetic }: Story): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const check of [better, fanOut, cosmetic].flatMap((one) => one.checks)) {
    for (const url of imageUrls(check)) {
      const response = await fetch(url)
      if (!response.ok) throw new Error(`the picture ${url} answers ${response.status}`)
      const bytes = Buffer.from(await response.arrayBuffer())
      found.set(url, `data:${response.headers.get('content-type')};base64,${bytes.toString('base64')}`)
    }
  }
  return found
}

/** GitHub shows a check's images below its summary; the API does not give them back, the rig does. */
export function imageUrls(check: Check): string[] {
  const { images } = check.output as { images?: readonly { image_url: string }[] }
  return (images ?? []).map((image) => image.image_url)
}
