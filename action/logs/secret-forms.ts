/** Shorter texts are no secrets: to mask them would make logs unreadable and hide nothing that could not be guessed. */
export const shortest = 4
/** An encoded stretch shorter than this stands in every log by chance. */
const shortestEncoded = 6
/** Where `base64` programs break their lines. */
const widths = [76, 64] as const

/**
 * Every text by which a secret could be read off a log: itself and its lines, in base64 at whichever of the three places
 * in a group of bytes it begins (also with the URL alphabet, also broken into lines), URL-encoded, and escaped as JSON,
 * XML or for a shell.
 */
export function secretForms(secret: string): string[] {
  const plain = [secret, ...secret.split(/\r?\n/), secret.trim()].filter((text) => text.length >= shortest)
  const forms = new Set(plain)
  for (const text of plain) for (const form of encodedForms(text)) if (form.length >= shortestEncoded) forms.add(form)
  return [...forms]
}

function encodedForms(text: string): string[] {
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].map((offset) => base64Core(bytes, offset))
  const whole = bytes.toString('base64')
  const broken = widths.flatMap((width) => (whole.length > width ? piecesOf(whole.replace(/=+$/, ''), width) : []))
  const inBase64 = [...base64, ...broken]
  return [
    ...inBase64,
    ...inBase64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    ...urlForms(bytes, text),
    JSON.stringify(text).slice(1, -1),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    text.replaceAll("'", "'\\''"),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ]
}

/** The characters that the bytes alone decide when `offset` other bytes stand before them and more may follow. */
function base64Core(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const first = Math.ceil((offset * 8) / 6)
  const end = Math.floor(((offset + bytes.length) * 8) / 6)
  return encoded.slice(first, end)
}

/** The last piece alone may end in a character that what follows decides. */
function piecesOf(text: string, width: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += width) {
    const piece = text.slice(at, at + width)
    pieces.push(at + width < text.length ? piece : piece.slice(0, -1))
  }
  return pieces
}

/** Programs differ in what they escape, in the case of the digits, and in how they write a blank. */
function urlForms(bytes: Buffer, text: string): string[] {
  const strict = percent(bytes, /[A-Za-z0-9\-_.~]/)
  const forms = [wellFormed(text), strict, percent(bytes, /[A-Za-z0-9\-_.*]/), percent(bytes, /[A-Za-z0-9\-_.~/]/)]
  const spaced = forms.flatMap((form) => [form, form.replaceAll('%20', '+')])
  return spaced.flatMap((form) => [form, form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
}

function wellFormed(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function percent(bytes: Buffer, safe: RegExp): string {
  return [...bytes]
    .map((byte) => {
      const letter = String.fromCharCode(byte)
      return byte < 128 && safe.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}
