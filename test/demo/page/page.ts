import { html, raw } from 'hono/html'
import type { PullStory, Story } from '../story.ts'
import { seconds } from '../story.ts'
import { markdown } from './markdown.ts'
import { style } from './style.ts'

interface Shown {
  readonly story: Story
  readonly timings: readonly (readonly [string, string])[]
  readonly pictures: ReadonlyMap<string, string>
}

type Html = ReturnType<typeof html>

/** The played story as one page that needs no network. Everything on it was read from the running parts. */
export function demoPage({ story, timings, pictures }: Shown): string {
  const { produced, better, fanOut, cosmetic, laptop, promoted } = story
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Galley: the whole loop</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
  <h1>Every pull request is a Kitchen</h1>
  <p>An isolated copy of production analytics, in which only what changed is run, tested and put on control charts.
  Merging promotes exactly what was tested. This page was made by <code>npm run demo</code>: ${produced.length} days of real
  flights, three pull requests, one merge.</p>
  <dl class="timings">${timings.map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main>
  ${pullSection(better, 'A sensible change', pictures)}
  ${pullSection(fanOut, 'A change that breaks a join', pictures)}
  ${pullSection(cosmetic, 'A change that changes nothing', pictures)}
  <section>
    <h2><span class="step">Merged</span> Production moves its pointers</h2>
    <p>${seconds(promoted.toPromoted)} after the merge the Deployment said <b>${promoted.state}</b>:
    ${promoted.words}</p>
    <article class="comment">${raw(markdown(promoted.comment))}</article>
    ${terminal('galley versions --limit 3', promoted.versions)}
    ${terminal('galley rollback && galley versions --limit 3', promoted.afterRollback)}
    ${terminal(`galley rollback --to ${produced.length + 1}`, promoted.afterForward)}
  </section>
  <section>
    <h2><span class="step">Closed</span> A kitchen leaves nothing behind</h2>
    ${terminal('galley envs   # before', story.environmentsBefore)}
    ${terminal('galley envs   # after the merge and the close', story.environmentsAfter)}
  </section>
  <section>
    <h2><span class="step">Laptop</span> The same engine without GitHub</h2>
    <p>Plan, run and promotion on a clone came to the digest that the App had planned.</p>
    ${terminal(
      'galley plan, run, promote',
      [laptop.plan.digest, laptop.run.order.plan_digest ?? '', laptop.promote.order.plan_digest ?? ''].join('\n'),
    )}
  </section>
</main>
<footer>Flights: U.S. Bureau of Transportation Statistics, by way of the package vega-datasets.</footer>
</body>
</html>`
  return String(page)
}

function pullSection(story: PullStory, kicker: string, pictures: Shown['pictures']): Html {
  const { pull, checks, comment, diff, runs, toPlan, toVerdict } = story
  const gate = checks.find((check) => check.name === 'galley / gate')
  const rest = checks.filter((check) => check !== gate).sort((a, b) => (a.name < b.name ? 1 : -1))
  return html`<section>
    <h2><span class="step">#${pull.number}</span> ${pull.title}</h2>
    <p class="kicker">${kicker}. Plan ${seconds(toPlan)} after the push, verdict after ${seconds(toVerdict)},
    ${runs === 0 ? 'no run was needed' : `${runs} run`}.</p>
    <details><summary>The change</summary><pre class="diff">${raw(diffLines(diff))}</pre></details>
    ${gate === undefined ? '' : checkCard(story, gate, pictures)}
    ${rest.map((check) => checkCard(story, check, pictures))}
    ${comment === null ? '' : html`<article class="comment">${raw(markdown(comment))}</article>`}
  </section>`
}

function checkCard({ images }: PullStory, check: PullStory['checks'][number], pictures: Shown['pictures']): Html {
  const { name, conclusion, output } = check
  const shown = (images.get(name) ?? []).flatMap((url) => pictures.get(url) ?? [])
  const open = name === 'galley / gate' || shown.length > 0
  return html`<details class="check ${conclusion ?? ''}" ${open ? 'open' : ''}>
    <summary><span class="mark" aria-label="${conclusion ?? 'open'}"></span><b>${name}</b> ${output.title}</summary>
    <div class="body">
      ${raw(markdown(output.summary ?? ''))}
      ${shown.map((image) => html`<img src="${image}" alt="control charts">`)}
      ${output.text ? raw(markdown(output.text)) : ''}
    </div>
  </details>`
}

function terminal(command: string, output: string): Html {
  return html`<pre class="terminal"><b>$ ${command}</b>
${output}</pre>`
}

/** A diff's lines in their colours; escaped, because they are a person's text. */
function diffLines(diff: string): string {
  return diff
    .split('\n')
    .filter((line) => !/^(diff|index|---|\+\+\+) /.test(line))
    .map((line) => {
      const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'gone' : line.startsWith('@@') ? 'hunk' : ''
      return String(html`<span class="${kind}">${line}</span>`)
    })
    .join('\n')
}
