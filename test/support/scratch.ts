import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'

/** A folder of the test's own, gone when the test has finished. */
export async function scratch(): Promise<string> {
  const folder = await make()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A folder for all tests of a file, gone after the last. */
export async function scratchForFile(): Promise<string> {
  const folder = await make()
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function make(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'galley-test-'))
}
