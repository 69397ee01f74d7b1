import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { oneLine, printable } from '../../recipes-schema/text/printable.ts'

it.each([
  ['plain\n\ttext\r\n', 'plain\n\ttext\r\n'],
  ['\u001b[31mred\u001b[0m \u001b[1;38;5;9m', '\u001b[31mred\u001b[0m \u001b[1;38;5;9m'],
  ['\u001b[2J', '\\x1b[2J'],
  ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['\u009b2J', '\\x9b2J'],
  ['a\u0008b\u0000', 'a\\x08b\\x00'],
  ['größe 😀', 'größe 😀'],
])('%j is printed as %j', (text, printed) => expect(printable(text)).toBe(printed))

it('a text of one line', () => expect(oneLine(' a\n\u001b b\u0007\t c ')).toBe('a b c'))

it('the program prints nothing that a terminal would obey', () => {
  const cli = fileURLToPath(new URL('../../action/cli.ts', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, [cli, 'plan\u001b[2J'], { encoding: 'utf8' })
  expect(stdout + stderr).toContain('\\x1b[2J')
  expect(stdout + stderr).not.toContain('\u001b[2J')
})
