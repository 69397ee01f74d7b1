import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Check } from '../demo/hub.ts'
import { demoPage } from '../demo/page/page.ts'
import { pictures } from '../demo/page/pictures.ts'
import { days } from '../demo/scenario/days.ts'
import { type Stage, setStage } from '../demo/stage.ts'
import { type PullStory, play, type Story } from '../demo/story.ts'
import { browserPath, openBrowser } from '../support/browser.ts'

// The demo's loop, once, with every part real; the tests look at what happened.
let stage: Stage
let story: Story
let drawn: ReadonlyMap<string, string>

beforeAll(async () => {
  stage = await setStage()
  story = await play(stage, () => {})
  drawn = await pictures(story)
}, 240_000)
afterAll(() => stage?.stop())

const checkOf = ({ checks }: PullStory, name: string): Check => {
  const found = checks.filter((check) => check.name === name)
  expect(found, `checks named ${name} among ${checks.map((check) => check.name).join(', ')}`).toHaveLength(1)
  return found[0] as Check
}
const names = ({ checks }: PullStory): string[] => checks.map((check) => check.name).sort()

describe('1. production exists', () => {
  it('was made by a production order a day', () => {
    expect(story.produced.length).toBeGreaterThanOrEqual(25)
    expect(story.produced.map((one) => one.day)).toEqual([...days])
  })
})

describe('2. a pull request opens a kitchen', () => {
  it('the plan check says what will run and why, soon after the push', () => {
    const plan = checkOf(story.better, 'galley / plan')
    expect(plan.conclusion).toBe('success')
    expect(`${plan.output.summary}${plan.output.text}`).toContain('by_airport')
    expect(`${plan.output.summary}${plan.output.text}`).toContain('recipes/flights/sql/by_airport.sql')
    expect(plan.output.summary).toContain(story.laptop.plan.digest)
  })

  it('the runner carried the order out once, in a checkout of the exact commit', () => {
    expect(story.better.runs).toBe(1)
  })

  it('few writes to GitHub', () => {
    expect(story.apiWrites).toBeLessThanOrEqual(10)
  })
})

describe('3. results are checks', () => {
  it('plan, one a recipe, charts and the gate; one comment', async () => {
    expect(names(story.better)).toEqual(['galley / charts', 'galley / flights', 'galley / gate', 'galley / plan'])
    expect(story.better.checks.map((check) => check.conclusion)).toEqual(['success', 'success', 'success', 'success'])
    expect(await stage.hub.comments(story.better.pull.number)).toHaveLength(1)
  })

  it('charts are pictures against production’s history', () => {
    const urls = story.better.images.get('galley / charts') ?? []
    expect(urls.length).toBeGreaterThan(0)
    for (const url of urls) expect(drawn.get(url)).toMatch(/^data:image\/png;base64,iVBOR/)
  })
})

describe('4. a bad change is stopped', () => {
  it('the gate is red and says which test, which counts and which limits', () => {
    const gate = checkOf(story.fanOut, 'galley / gate')
    expect(gate.conclusion).toBe('failure')
    const words = gate.output.summary ?? ''
    expect(words).toContain('flights.arrivals: unique(flight_id)')
    expect(words).toMatch(/44,762 is above 1[89],\d{3}/)
  })

  it('the recipe’s check has annotations on the lines of the tests', async () => {
    const recipe = checkOf(story.fanOut, 'galley / flights')
    expect(recipe.conclusion).toBe('failure')
    const { owner, repo, octokit } = stage.hub
    const { data } = await octokit.checks.listAnnotations({ owner, repo, check_run_id: recipe.id })
    expect(data.some((one) => one.path === 'recipes/flights/recipe.yaml' && one.annotation_level === 'failure')).toBe(
      true,
    )
    expect(data.every((one) => one.start_line >= 1)).toBe(true)
  })

  it('the chart signals', () => {
    const charts = checkOf(story.fanOut, 'galley / charts')
    expect(charts.conclusion).toBe('failure')
    expect(`${charts.output.title}${charts.output.summary}`).toContain('row_count')
  })
})

describe('5. a change that changes nothing runs nothing', () => {
  it('the plan proves it empty, the gate is green, no run was started', () => {
    expect(checkOf(story.cosmetic, 'galley / plan').conclusion).toBe('success')
    expect(checkOf(story.cosmetic, 'galley / gate').conclusion).toBe('success')
    expect(checkOf(story.cosmetic, 'galley / gate').output.summary).toContain('fingerprint')
    expect(story.cosmetic.runs).toBe(0)
  })
})

describe('6. merging promotes', () => {
  it('a Deployment says so, production has a new version by promotion, only pointers moved', () => {
    expect(story.promoted.state).toBe('success')
    expect(story.promoted.deployment.environment).toBe('production')
    expect(story.promoted.comment).toMatch(/promoted as version 3\d/)
    expect(story.promoted.comment).toContain('Only pointers moved')
    const [, newest] = story.promoted.versions.split('\n')
    expect(newest).toMatch(new RegExp(`^${days.length + 1} +promote +#${story.better.pull.number} `))
  })

  it('galley rollback undoes it', () => {
    const [, newest] = story.promoted.afterRollback.split('\n')
    expect(newest).toMatch(new RegExp(`^${days.length + 2} +rollback `))
  })
})

describe('7. closing removes the kitchen', () => {
  it('no name is left of either pull request', () => {
    expect(story.environmentsAfter).not.toContain('pr_')
    expect(story.environmentsAfter).toContain('production')
  })
})

describe('8. the same without GitHub', () => {
  it('plan, run and promote on a laptop have the App’s digest', () => {
    const { plan, run, promote } = story.laptop
    expect(run.order.plan_digest).toBe(plan.digest)
    expect(promote.order.plan_digest).toBe(plan.digest)
    expect(promote.promotion?.road).toBe('swap')
  })
})

describe('the loop as a whole', () => {
  it('used GitHub’s API as it is described, with no more rights than app.yml asks for', () => {
    expect(stage.rig.violations).toEqual([])
  })

  it('makes a page that stands alone', () => {
    const page = demoPage({ story, timings: [], pictures: drawn })
    expect(page).toContain('Every pull request is a Kitchen')
    expect(page).not.toMatch(/src="https?:/)
    expect(page.match(/<img src="data:image\/png/g)?.length).toBeGreaterThan(1)
  })

  it.skipIf(browserPath === null).each([
    ['wide, light', 1280, 'light'],
    ['narrow, dark', 390, 'dark'],
  ] as const)('its page is whole in a browser: %s', async (_, width, colorScheme) => {
    const browser = await openBrowser()
    try {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
      await page.setContent(demoPage({ story, timings: [['push to plan check', '1 s']], pictures: drawn }))
      // In the browser: nothing wider than the window, every picture drawn.
      const seen = await page.evaluate(
        '({ wide: document.documentElement.scrollWidth > innerWidth, empty: [...document.images].filter((one) => one.naturalWidth === 0).length, pictures: document.images.length })',
      )
      expect(seen).toMatchObject({ wide: false, empty: 0 })
      expect((seen as { pictures: number }).pictures).toBeGreaterThan(1)
      expect(faults).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
