import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, expect, type TestContext, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import { html } from '../../src/reporters/html.js'
import { buildReport } from '../../src/run/report.js'
import { openBrowser } from '../support/browser.js'
import { hostileStory } from '../support/hostile-story.js'
import { need } from '../support/need.js'
import { STORY_NAMES, storyOf } from '../support/stories.js'

const MOST_MS = 120_000

interface Look {
  readonly javaScriptEnabled: boolean
  readonly width: number
}

/** Opens a report from a file and tells what went on meanwhile. */
const visit = async (browser: Browser, entries: readonly Entry[], { javaScriptEnabled, width }: Look) => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-page-'))
  const file = join(folder, 'index.html')
  const rendered = html.render(buildReport(entries))
  writeFileSync(file, rendered)
  const url = pathToFileURL(file).href
  const page = await browser.newPage({ javaScriptEnabled, viewport: { width, height: 900 } })
  const happened: string[] = []
  page.on('console', message => happened.push(`console: ${message.text()}`))
  page.on('pageerror', error => happened.push(`error: ${error.message}`))
  page.on('dialog', dialog => happened.push(`dialog: ${dialog.message()}`))
  page.on('request', request => request.url() !== url && happened.push(`request: ${request.url()}`))
  await page.goto(url)
  const text = await page.locator('body').innerText()
  const charts = await page.locator('figure svg[role=img]:visible').count()
  rmSync(folder, { recursive: true })
  return { page, happened, text, charts, bytes: Buffer.byteLength(rendered) }
}

let opened: Promise<Browser> | undefined
afterAll(async () => (await opened)?.close())

const browserFor = (context: TestContext): Promise<Browser> => {
  need(context, 'chromium')
  opened ??= openBrowser()
  return opened
}

/** Where CI keeps what it shows to people; nothing is kept without it. */
const { FALLACY_SCREENSHOTS: kept } = process.env

const keep = async (page: Page, name: string) => {
  if (kept === undefined) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(kept, `${name}-${colorScheme}.png`), fullPage: true })
  }
  await page.emulateMedia({ media: 'print' })
  await page.screenshot({ path: join(kept, `${name}-print.png`), fullPage: true })
}

for (const name of ['pass', 'fail', 'inconclusive', 'aborted'] as const)
  test(
    `the page of the story "${name}" shows its charts with and without JavaScript, asks for nothing and has nothing to say to the console`,
    async context => {
      const browser = await browserFor(context)
      const texts: string[] = []
      for (const javaScriptEnabled of [false, true]) {
        const { happened, text, charts, page, bytes } = await visit(browser, storyOf(name), {
          javaScriptEnabled,
          width: 1_280,
        })
        expect(happened).toEqual([])
        expect(charts).toBeGreaterThanOrEqual(3)
        expect(bytes).toBeLessThan(500_000)
        texts.push(text)
        if (javaScriptEnabled) await keep(page, name)
        await page.close()
      }
      expect(texts[0]).toBe(texts[1])
    },
    MOST_MS,
  )

test(
  'where a server forbids the style sheet, every chart is there once, no wider than the page',
  async context => {
    const browser = await browserFor(context)
    const { page } = await visit(browser, storyOf('fail'), { javaScriptEnabled: true, width: 1_280 })
    await page.locator('style').evaluate(style => style.remove())
    expect(await page.locator('figure svg[role=img]:visible').count()).toBe(4)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1_280)
  },
  MOST_MS,
)

test(
  'text of strangers runs nothing in a browser and loads nothing',
  async context => {
    const browser = await browserFor(context)
    const { happened, text, page } = await visit(browser, hostileStory(), { javaScriptEnabled: true, width: 1_280 })
    expect(happened).toEqual([])
    expect(await page.locator('img, iframe, script:not([type="application/json"])').count()).toBe(0)
    expect(text).toContain('<img src=x onerror=alert(1)>')
  },
  MOST_MS,
)

test(
  'every page fits a telephone and a screen without scrolling sideways',
  async context => {
    const browser = await browserFor(context)
    for (const story of [...STORY_NAMES.map(storyOf), hostileStory()]) {
      const { page } = await visit(browser, story, { javaScriptEnabled: true, width: 360 })
      for (const width of [360, 1_440]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      }
      await page.close()
    }
  },
  MOST_MS,
)
