import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactor } from '../../action/logs/redactor.ts'
import { passwordsIn, secretsOf } from '../../action/logs/secrets.ts'
import { lineReader } from '../../action/process/line-reader.ts'

/** Output as it would be shown: cut into lines from chunks of any size, each line redacted. */
function shown(output: Uint8Array, cuts: readonly number[], secrets: readonly string[]): string {
  const lines: string[] = []
  const masks = redactor(secrets)
  const reader = lineReader(({ text, dropped }) => lines.push(dropped > 0 ? masks.redactCut(text) : masks.redact(text)))
  const ends = [...cuts, output.length].map((cut) => Math.min(cut, output.length)).sort((a, b) => a - b)
  let at = 0
  for (const end of ends) {
    reader.push(output.subarray(at, end))
    at = end
  }
  reader.end()
  return lines.join('\n')
}

const secret = fc.string({ minLength: 8, maxLength: 60, unit: 'grapheme' }).filter((text) => text.trim().length >= 8)
const around = fc.string({ maxLength: 20 })
const cuts = fc.array(fc.nat(200), { maxLength: 12 })
const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'a byte and base64': (text) => Buffer.from(`x${text}`).toString('base64'),
  'two bytes and base64': (text) => Buffer.from(`xy${text}more`).toString('base64'),
  'URL component': (text) => encodeURIComponent(text.toWellFormed()),
  form: (text) => new URLSearchParams({ a: text }).toString().slice(2),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  hex: (text) => Buffer.from(text).toString('hex'),
}

describe('no secret leaves', () => {
  it.each(Object.entries(encodings))('as %s, in chunks of any size', (_, encode) => {
    fc.assert(
      fc.property(secret, around, around, cuts, (text, before, after, at) => {
        const encoded = encode(text)
        const output = shown(Buffer.from(`${before}${encoded}${after}`), at, [text])
        for (const line of encoded.split(/\r\n|\n|\r/)) if (line.length >= 8) expect(output).not.toContain(middle(line))
      }),
      { numRuns: 200 },
    )
  })

  it('where two secrets share letters, neither is left half', () => {
    expect(redactor(['abcdefgh', 'efghijkl']).redact('>abcdefghijkl<')).toBe('>***<')
    expect(redactor(['abcdefgh', 'abcdefghijkl']).redact('abcdefghijkl')).toBe('***')
  })

  it('each line of a secret of many lines is one', () => {
    const key = '-----BEGIN KEY-----\nMIIBVgIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----'
    expect(redactor([key]).redact('got kqhkiG9w0BAQEF')).toBe('got ***')
    expect(redactor([key]).redact(JSON.stringify({ key }))).toBe('{"key":"***"}')
  })

  it('base64 that a program broke into lines', () => {
    const long = 'correct horse battery staple '.repeat(3)
    const wrapped =
      Buffer.from(`${long}\n`)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    const masks = redactor([long])
    expect(wrapped.length).toBeGreaterThan(1)
    for (const line of wrapped) expect(masks.redact(line)).toMatch(/^\*\*\*.{0,5}$/)
  })

  it('a line that is cut within a secret does not end with its beginning', () => {
    expect(redactor(['topsecretvalue']).redactCut('it is topsec')).toBe('it is ***')
    expect(redactor(['topsecretvalue']).redactCut('topsecretvalue and topsecretval')).toBe('*** and ***')
    expect(redactor(['topsecretvalue']).redactCut('nothing here')).toBe('nothing here')
  })

  it('what is short is left alone, for it would be everywhere', () => {
    expect(redactor(['abc', '']).redact('abc abcd')).toBe('abc abcd')
  })
})

describe('what an environment holds', () => {
  it.each([
    [{ API_TOKEN: 'abcdefgh' }, ['abcdefgh']],
    [{ DB_PASSWORD: 'abcdefgh', HOME: '/root', PATH: '/usr/bin' }, ['abcdefgh']],
    [{ SSH_KEY: '/root/.ssh/id', TOKENS: '12345', SECRET: 'false' }, []],
    [{ WAREHOUSE: 'postgres://cook:p%40ssw0rd@db:5432/x' }, ['p%40ssw0rd', 'p@ssw0rd']],
  ])('%j', (env, secrets) => {
    expect(secretsOf(env)).toEqual(secrets)
  })

  it('an address without a password holds none', () => {
    expect(passwordsIn('see https://example.com:8080/a@b')).toEqual([])
  })
})

/** What of an encoded secret no neighbour can have changed; the whole of a short one. */
function middle(text: string): string {
  return text.length >= 16 ? text.slice(4, -4) : text
}
