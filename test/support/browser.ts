import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** A Chromium of the system; null where there is none, and tests that need one say that they were skipped. */
export const browserPath: string | null =
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? null

export async function openBrowser(): Promise<Browser> {
  if (browserPath === null) throw new Error('there is no Chromium here')
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', ...quiet] })
}
