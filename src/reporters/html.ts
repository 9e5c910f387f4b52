import type { Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'
import { data } from './html/data.js'
import { environment, loadTable, source } from './html/environment.js'
import { evidence } from './html/evidence.js'
import { faultSection } from './html/fault-section.js'
import { header } from './html/header.js'
import { log } from './html/log.js'
import { type Content, el, type Markup, trusted } from './html/markup.js'
import { overview } from './html/overview.js'
import { probeSection, probesTable } from './html/probe-section.js'
import { STYLE } from './html/style.js'
import { verdicts } from './html/verdicts.js'
import { headlineOf } from './show.js'

/** Nothing is loaded and nothing runs, whatever a stranger's text may say (CSP level 3). */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** What charts may take of a page of at most 500,000 bytes. */
const MOST_CHARTS = 260_000

/** One page that needs nothing: no network, no script, no server. */
export const html = defineReporter({
  name: 'html',
  summary: 'one page with charts, for people: it needs no network and no JavaScript',
  file: 'index.html',
  render: report =>
    `<!doctype html>\n${el('html', { lang: 'en' }, head(report), el('body', {}, body(report))).markup}\n`,
})

const head = (report: Report): Markup =>
  el(
    'head',
    {},
    el('meta', { charset: 'utf-8' }),
    el('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { name: 'referrer', content: 'no-referrer' }),
    el('meta', { name: 'color-scheme', content: 'light dark' }),
    el('title', {}, `${headlineOf(report)} ${report.plan.name}`),
    el('style', {}, trusted(STYLE)),
  )

interface Section {
  readonly id: string
  readonly title: string
  readonly content: Content
}

const body = (report: Report): Content => {
  const sections = sectionsOf(report)
  return [
    header(report),
    el(
      'nav',
      { 'aria-label': 'sections' },
      sections.map(({ id, title }) => el('a', { href: `#${id}` }, title)),
    ),
    el(
      'main',
      {},
      sections.map(({ id, title, content }) => [el('h2', { id }, title), content]),
    ),
    el(
      'footer',
      {},
      `fallacy ${report.tool} · run ${report.run} · this page holds its numbers as JSON, in the element with the id “report”`,
    ),
    data(report),
  ]
}

const sectionsOf = (report: Report): readonly Section[] => {
  const judged = report.outcome === 'notSteady' ? report.gate : report.judgements
  const all: readonly (Section | null)[] = [
    judged.length === 0
      ? null
      : {
          id: 'verdicts',
          title: report.outcome === 'notSteady' ? 'Baseline' : 'Verdicts',
          content: verdicts(report, judged),
        },
    report.phases.length === 0 ? null : { id: 'timeline', title: 'Timeline', content: overview(report) },
    report.series.length === 0
      ? null
      : {
          id: 'latency',
          title: 'Latency and errors',
          content: [charts(report), probesTable(report), loadTable(report)],
        },
    { id: 'faults', title: 'Faults', content: faultSection(report) },
    report.series.length === 0 ? null : { id: 'evidence', title: 'Evidence', content: evidence(report) },
    { id: 'log', title: 'Log', content: log(report) },
    {
      id: 'experiment',
      title: 'Experiment',
      content: el('details', {}, el('summary', {}, 'the file as it was run, secrets masked'), source(report)),
    },
    { id: 'environment', title: 'Environment', content: environment(report) },
  ]
  return all.filter(section => section !== null)
}

/** As many probes as there is room for, in the order of the plan. */
const charts = (report: Report): Content => {
  let room = MOST_CHARTS
  const shown = report.series
    .map(series => probeSection(report, series))
    .filter(({ markup }) => {
      room -= markup.length
      return room >= 0
    })
  const more = report.series.length - shown.length
  return [
    shown,
    more > 0
      ? el(
          'p',
          { class: 'soft' },
          `The charts of ${more} more probes had no room here; their numbers are in report.json.`,
        )
      : null,
  ]
}
