import type { Story } from '../story.ts'

/** The pictures of the story's checks by their URL, as data: the page stands alone when the App has stopped. */
export async function pictures({ better, fanOut, cosmetic }: Story): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const urls = [better, fanOut, cosmetic].flatMap((one) => [...one.images.values()].flat())
  for (const url of urls) {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`the picture ${url} answers ${response.status}`)
    const bytes = Buffer.from(await response.arrayBuffer())
    found.set(url, `data:${response.headers.get('content-type')};base64,${bytes.toString('base64')}`)
  }
  return found
}
