// Over 150 lines: one page: what strangers write on it, its charts and its limits.
import { expect, test } from 'vitest'
import { showMeasured } from '../../src/core/measure.js'
import type { Report } from '../../src/core/report.js'
import { html } from '../../src/reporters/html.js'
import { buildReport, conclude } from '../../src/run/report.js'
import { hostileStory } from '../support/hostile-story.js'
import { answered, failed, journalOf, phase, planOf, runPhases, slo, slow } from '../support/journal-factory.js'
import { STORY_NAMES, storyOf } from '../support/stories.js'

const pageOf = (report: Report): string => String(html.render(report))

/** What a browser takes for the text of an element. */
const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/\s+/g, ' ')

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const dataIn = (page: string): unknown =>
  JSON.parse(/<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page)?.[1] ?? '')

/** Start tags of a page, without the style sheet and the data, whose text is no markup. */
const tagsOf = (page: string): readonly { readonly name: string; readonly attributes: string }[] =>
  [...page.replace(/(<(style|script)[^>]*>).*?<\/\2>/gs, '$1').matchAll(/<([a-z][a-z0-9]*)([^>]*)>/gi)].map(
    ([, name = '', attributes = '']) => ({ name, attributes }),
  )

const OURS = new Set(
  (
    'html head meta title style body header nav main footer section article figure figcaption div span p h1 h2 h3 ' +
    'ul ol li dl dt dd a b br code pre details summary table thead tbody tr th td script ' +
    'svg desc rect line path circle text'
  ).split(' '),
)

test('text of strangers adds no element and no attribute that could run or load', () => {
  const tags = tagsOf(pageOf(buildReport(hostileStory())))
  expect(tags.filter(({ name }) => !OURS.has(name))).toEqual([])
  expect(tags.filter(({ attributes }) => /\s(on\w+|src|srcset|style|action|xlink:href)=/.test(attributes))).toEqual([])
  expect(tags.filter(({ name }) => name === 'script')).toHaveLength(1)
})

test('text of strangers cannot end the data, open a comment, break a line or reorder it', () => {
  const page = pageOf(buildReport(hostileStory()))
  expect(page.match(/<\/script/gi)).toHaveLength(1)
  expect(page.match(/<\/style/gi)).toHaveLength(1)
  expect(page).not.toMatch(/<!--|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
  expect(textOf(page)).toContain('\\u202eevil\\x00')
})

test('the page refers to nothing outside itself, and forbids it', () => {
  for (const page of [pageOf(buildReport(hostileStory())), pageOf(buildReport(storyOf('fail')))]) {
    const links = tagsOf(page).flatMap(({ attributes }) => /\b(?:href|src)="([^"]*)"/.exec(attributes)?.[1] ?? [])
    expect(links.filter(link => !link.startsWith('#'))).toEqual([])
    expect(/<style>(.*?)<\/style>/s.exec(page)?.[1]).not.toMatch(/url\(|@import/)
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;`)
  }
})

test('every anchor of the page leads somewhere', () => {
  const page = pageOf(buildReport(storyOf('fail')))
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
  const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(targets.filter(id => !ids.includes(id))).toEqual([])
})

test('the data of the page is the report', () => {
  for (const entries of [storyOf('fail'), hostileStory()]) {
    const report = buildReport(entries)
    expect(dataIn(pageOf(report))).toEqual(JSON.parse(JSON.stringify(report)))
  }
})

test.each(STORY_NAMES)('the story of %s is told without a script: its numbers stand in letters', name => {
  const report = buildReport(storyOf(name))
  const text = textOf(pageOf(report).replace(/<script.*<\/script>/s, ''))
  const judged = report.outcome === 'notSteady' ? report.gate : report.judgements
  expect(text).toContain(report.reason)
  for (const { title, measured, measure, why, verdict } of judged) {
    expect(text).toContain(title)
    if (measured !== null) expect(text).toContain(showMeasured(measure, measured))
    if (verdict !== 'pass') expect(text).toContain(why)
  }
  for (const { probe, phase, n } of report.probes) if (n > 0) expect(text).toContain(`${probe} ${phase} ${n} `)
  for (const { id, hits, matched } of report.faults)
    expect(text).toMatch(new RegExp(`${id} latency payments ${hits} ${matched} `))
  for (const { text: event } of report.timeline) expect(text).toContain(event)
})

test('every chart has a title, a description and its numbers as a table', () => {
  const page = pageOf(buildReport(storyOf('fail')))
  const figures = [...page.matchAll(/<figure.*?<\/figure>/gs)].map(([figure]) => figure)
  expect(figures.map(figure => /<b>(.*?)<\/b>/.exec(figure)?.[1])).toEqual([
    ...['What happened when', 'Latency and requests over time', 'Every request', 'Share of requests slower than …'],
  ])
  for (const figure of figures) {
    const charts = [...figure.matchAll(/<svg[^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/g)]
    expect(charts).toHaveLength(2)
    expect(figure).toMatch(/<details class="twin"><summary>[^<]+<\/summary><div class="scroll"><table>/)
  }
  const [, latency = ''] = figures
  expect(latency.match(/<tr><td>/g)).toHaveLength(buildReport(storyOf('fail')).series[0]?.n.length ?? 0)
})

test('charts say what they say without the style sheet', () => {
  const charts = [...pageOf(buildReport(storyOf('fail'))).matchAll(/<svg[^>]*role="img".*?<\/svg>/gs)]
  expect(charts.length).toBeGreaterThan(8)
  for (const [chart] of charts) {
    expect(chart).not.toMatch(/var\(|style=/)
    expect(chart).toMatch(/(fill|stroke)="#[0-9a-f]{6}"/)
  }
})

test('no coordinate is a number that is none', () => {
  for (const entries of [...STORY_NAMES.map(storyOf), hostileStory()])
    expect(pageOf(buildReport(entries)).match(/="[^"]*(NaN|Infinity|undefined)[^"]*"/g)).toBeNull()
})

test('every path is one that a browser can draw', () => {
  const drawn = [...STORY_NAMES.map(storyOf), hostileStory()].flatMap(entries => [
    ...pageOf(buildReport(entries)).matchAll(/ d="([^"]*)"/g),
  ])
  expect(drawn.length).toBeGreaterThan(50)
  const number = String.raw`-?\d+(\.\d)?`
  const path = new RegExp(`^(${[`[ML]${number}[ -]?${number}`, `[hv]${number}`, 'z'].join('|')})*$`)
  expect(drawn.map(([, d = '']) => d).filter(d => !path.test(d))).toEqual([])
})

test('a journal that ends after any of its lines gives a page', () => {
  const entries = storyOf('fail')
  for (let length = 1; length < entries.length; length += 23)
    expect(pageOf(buildReport(entries.slice(0, length)))).toMatch(/<\/html>\n$/)
})

test('a page stays below half a megabyte, however much there is to tell', () => {
  const probes = Array.from({ length: 12 }, (_, at) => ({ id: `probe-${at}`, type: 'http' }))
  const hypotheses = probes.flatMap(({ id }) =>
    Array.from({ length: 8 }, (_, at) => slo({ id: `${id}-${at}`, title: 'é'.repeat(700), probe: id })),
  )
  const faults = Array.from({ length: 20 }, (_, at) => slow({ id: `slow-${at}` }))
  const phases = [phase('baseline', 150), phase('inject', 150, { faults: faults.map(({ id }) => id) })]
  const plan = planOf({ probes, hypotheses, faults, phases, description: '</script>'.repeat(9_000) })
  const writer = runPhases(journalOf(plan, { source: `# ${'&'.repeat(90)}\n`.repeat(9_000) }), plan)
  const entries = [...writer.entries]
  for (const { id } of probes)
    for (let t = 1_000; t < 300_000; t += 900)
      entries.push({ t, type: 'probe.sampled', probe: id, sample: t % 7 === 0 ? failed(t % 991) : answered(t % 1_009) })
  for (let at = 0; at < 600; at++) entries.push({ t: 200_000 + at, type: 'warning.raised', message: '<'.repeat(2_000) })
  entries.sort((a, b) => a.t - b.t)
  entries.push({ t: 301_001, type: 'run.ended', exit: conclude(entries), code: 1 })
  const report = buildReport(entries)
  const page = pageOf(report)
  expect(new TextEncoder().encode(page).length).toBeLessThan(500_000)
  expect(textOf(page)).toMatch(/\d+ more hypotheses had no room on this page/)
})
