import { expect, it } from 'vitest'
import { parser } from '../support/project.ts'
import { dialects, faultOf, mutated, randomFrom } from '../support/sql-mutations.ts'

// bench/fuzz-sql.ts does the same with thousands.
it.each(dialects)('mutated SQL is read or refused with a place, and never a crash: %s', async (dialect) => {
  for (let seed = 0; seed < 60; seed++) {
    const text = mutated(randomFrom(seed))
    const fault = await faultOf(parser(), text, dialect)
    expect(fault === null ? null : `${fault}: ${text}`).toBeNull()
  }
})
