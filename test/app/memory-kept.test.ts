import { describe, expect, it } from 'vitest'
import { memoryKept } from '../../app/plans/memory-kept.ts'

const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString())

describe('what the App keeps in memory', () => {
  it('is what was used last, within its bytes', () => {
    const kept = memoryKept(10)
    kept.put('k', 'a', 'aaaa')
    kept.put('k', 'b', 'bbbb')
    expect(text(kept.get('k', 'a'))).toBe('aaaa')
    kept.put('k', 'c', 'cccc')
    expect(['a', 'b', 'c'].map((key) => text(kept.get('k', key)))).toEqual(['aaaa', null, 'cccc'])
  })

  it('takes the place of what had its name, and leaves out what is too large', () => {
    const kept = memoryKept(10)
    kept.put('k', 'a', 'aaaa')
    kept.put('k', 'a', 'AAAAAAAA')
    kept.put('k', 'b', 'b'.repeat(11))
    expect([text(kept.get('k', 'a')), text(kept.get('k', 'b')), text(kept.get('other', 'a'))]).toEqual([
      'AAAAAAAA',
      null,
      null,
    ])
  })
})
