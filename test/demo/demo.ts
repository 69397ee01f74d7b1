/** `npm run demo`: plays the whole loop in the terminal, then shows it on one local page. `--keep` leaves the page up. */

import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { demoPage } from './page/page.ts'
import { pictures } from './page/pictures.ts'
import { setStage } from './stage.ts'
import { play, seconds } from './story.ts'

const began = performance.now()
const say = (line: string): void => console.log(line.startsWith(' ') ? line : styleText('bold', line))

say('Galley: the whole loop, on real flights')
const stage = await setStage()
say(`  a GitHub with a runner at ${stage.rig.url}, the App at ${stage.app.url}`)
let html: string
try {
  const story = await play(stage, say)
  say('Timings')
  const timings: [string, string][] = [
    ['push to plan check', seconds(story.better.toPlan)],
    ['push to verdict', seconds(story.better.toVerdict)],
    ['push to verdict, nothing to run', seconds(story.cosmetic.toVerdict)],
    ['merge to promoted', seconds(story.promoted.toPromoted)],
    ['the App’s writes to GitHub for a pull request', String(story.apiWrites)],
    ['the whole demo', seconds(performance.now() - began)],
  ]
  for (const [what, value] of timings) say(`  ${what.padEnd(48)}${value}`)
  if (stage.rig.violations.length > 0)
    throw new Error(`GitHub's API was used wrongly:\n${stage.rig.violations.join('\n')}`)
  html = demoPage({ story, timings, pictures: await pictures(story) })
} finally {
  await stage.stop()
}

const file = resolve('.galley/demo.html')
await mkdir(resolve('.galley'), { recursive: true })
await writeFile(file, html)
say(`The page: ${file}`)

if (process.argv.includes('--keep')) {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  say(`and at http://127.0.0.1:${typeof address === 'object' ? address?.port : ''} until you press Ctrl-C`)
}
