import type { Codes } from './code.ts'

const nodes = 'nodes: { a: { run: ls } }'

export const yamlCodes: Codes = {
  'yaml.syntax': {
    says: 'The file is not YAML 1.2, or is more than one document.',
    mend: 'Mend what stands at the place; mostly it is indentation, a tab or a missing quote.',
    example: 'nodes: { a: { run: [ls }',
  },
  'yaml.duplicate_key': {
    says: 'A map has a key twice; which of the two counts, nobody could know.',
    mend: 'Keep one of the two.',
    example: 'nodes:\n  a: { run: ls }\n  a: { run: pwd }',
  },
  'yaml.encoding': {
    says: 'The file is not UTF-8, or a text holds a NUL or half of a character.',
    mend: 'Save the file as UTF-8; take the escape sequence out.',
    example: `description: "a\\0b"\n${nodes}`,
  },
  'yaml.key': {
    says: 'A key is a list or a map.',
    mend: 'Keys are plain texts.',
    example: `? [a, b]\n: c\n${nodes}`,
  },
  'yaml.merge_key': {
    says: 'A map is merged into another by `<<`, which YAML 1.2 does not know.',
    mend: 'Write the values out.',
    example: 'nodes: { a: { <<: { run: ls } } }',
  },
  'yaml.number': {
    says: 'A whole number is too large to be kept exactly.',
    mend: 'Write it in quotes.',
    example: `variables: { n: { type: string, default: 9007199254740993 } }\n${nodes}`,
  },
  'yaml.refused': {
    says: 'The file is nested too deeply, or its aliases stand for too much.',
    mend: 'Write the values out plainly.',
    example: `description: ${'['.repeat(65)}${']'.repeat(65)}`,
  },
  'yaml.tag': {
    says: 'A value has a tag, such as `!Ref` or `!!binary`.',
    mend: 'Write the value plainly.',
    example: `description: !Ref x\n${nodes}`,
  },
  'yaml.too_large': {
    says: 'The file is larger than 1 MiB.',
    mend: 'Split the recipe.',
    example: '# a recipe of more than 1,048,576 bytes',
  },
}
