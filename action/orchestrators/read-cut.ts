/** The longest answer that is read whole, and how much is read of one that may be of any length, in bytes. */
const [longest, beginning] = [16 * 1024 * 1024, 1024 * 1024]

/** Reads an answer; what is longer than anybody needs is not waited for. */
export async function readCut(response: Response, text: boolean): Promise<{ read: string; cut: boolean }> {
  const most = text ? beginning : longest
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels the rest.
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.length
    if (size > most) break
  }
  const bytes = Buffer.concat(chunks)
  return { read: new TextDecoder().decode(bytes.subarray(0, most)), cut: size > most }
}
