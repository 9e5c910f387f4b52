import { runName } from '../core/plan.js'
import type { Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'
import { data } from './html/data.js'
import { header } from './html/header.js'
import { el, type Markup, trusted } from './html/markup.js'
import { bytesOf } from './html/room.js'
import { sectionsOf } from './html/sections.js'
import { STYLE } from './html/style.js'
import { headlineOf } from './show.js'

/** Nothing is loaded and nothing runs, whatever a stranger's text may say (CSP level 3). */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

const MOST_BYTES = 490_000
const MOST_DATA = 60_000

/** One page that needs nothing: no network, no script, no server. */
export const html = defineReporter({
  name: 'html',
  summary: 'one page with charts, for people: it needs no network and no JavaScript',
  file: 'index.html',
  render: report => smallEnough(report, 1),
})

/** Parts of a page have room of their own; should what has none take too much, the others get less. */
const smallEnough = (report: Report, share: number): string => {
  const text = `<!doctype html>\n${page(report, share).markup}\n`
  return bytesOf(text) <= MOST_BYTES || share < 0.1 ? text : smallEnough(report, share / 2)
}

const page = (report: Report, share: number): Markup => {
  const sections = sectionsOf(report, share)
  const links = sections.map(({ id, title }) => [el('a', { href: `#${id}` }, title), ' '])
  const parts = sections.map(({ id, title, content }) => [el('h2', { id }, title), content])
  const foot = `fallacy ${report.tool} · run ${report.run} · the numbers of this page are in it as JSON, in the element “report”`
  return el(
    'html',
    { lang: 'en' },
    head(report),
    el(
      'body',
      {},
      header(report),
      el('nav', { 'aria-label': 'sections' }, links),
      el('main', {}, parts),
      el('footer', {}, foot),
      data(report, MOST_DATA * share),
    ),
  )
}

const head = (report: Report): Markup =>
  el(
    'head',
    {},
    el('meta', { charset: 'utf-8' }),
    el('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { name: 'referrer', content: 'no-referrer' }),
    el('meta', { name: 'color-scheme', content: 'light dark' }),
    el('title', {}, `${headlineOf(report)} ${runName(report.plan)}`),
    el('style', {}, trusted(STYLE)),
  )
