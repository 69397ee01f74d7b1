import { expect } from 'vitest'

/** Numbers within a relative 1e-6 (absolute 1e-9), anything else equal; arrays and objects part by part. */
export function expectNear(actual: unknown, expected: unknown, path = ''): void {
  if (typeof expected === 'number') {
    expect(typeof actual, path).toBe('number')
    const allowed = Math.max(1e-9, 1e-6 * Math.abs(expected))
    expect(Math.abs((actual as number) - expected), `${path}: ${actual} is not near ${expected}`).toBeLessThanOrEqual(
      allowed,
    )
  } else if (Array.isArray(expected)) {
    expect((actual as unknown[])?.length, path).toBe(expected.length)
    for (const [i, item] of expected.entries()) expectNear((actual as unknown[])[i], item, `${path}/${i}`)
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, item] of Object.entries(expected)) {
      expectNear((actual as Record<string, unknown>)?.[key], item, `${path}/${key}`)
    }
  } else {
    expect(actual, path).toEqual(expected)
  }
}
