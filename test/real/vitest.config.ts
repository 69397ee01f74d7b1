import { defineConfig } from 'vitest/config'

/** Suites on real programs, each by its own script: they install what they need and take minutes. */
export default defineConfig({
  test: { include: ['test/real/*.real.ts'], testTimeout: 0, hookTimeout: 0, maxWorkers: 1, reporters: ['verbose'] },
})
