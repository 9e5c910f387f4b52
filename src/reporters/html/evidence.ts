import { clip } from '../../core/inert.js'
import type { CitedExchange, Example, Judgement, Report } from '../../core/report.js'
import { showDuration } from '../../core/units.js'
import { clockTime } from '../show.js'
import { curlOf } from './curl.js'
import { type Content, el, type Markup } from './markup.js'
import { OKABE_ITO } from './palette.js'
import { leftOut, within } from './room.js'
import { drawing } from './svg.js'

/** Samples to look up: those that speak against a hypothesis (or, if asked for, of any), then the slowest of each probe. */
export const evidence = (report: Report, bytes: number): Content => {
  if (report.plan.samples === 'none')
    return el('p', { class: 'soft' }, 'No samples were kept, as the file asks for: report.samples is none.')
  const against = [...report.judgements, ...(report.outcome === 'notSteady' ? report.gate : [])]
    .filter(({ verdict, examples }) => (verdict !== 'pass' || report.plan.samples === 'all') && examples.length > 0)
    .map(one => ({ title: titleOf(one), examples: one.examples }))
  const told = new Set(against.flatMap(({ examples }) => examples.map(({ t }) => t)))
  const slowest = report.series.map(({ probe, slowest }) => ({
    title: `Slowest${told.size === 0 ? '' : ' others'} of ${probe}`,
    examples: slowest.filter(({ t }) => !told.has(t)),
  }))
  const groups = [...against, ...slowest].filter(({ examples }) => examples.length > 0)
  const { shown, left } = within(groups, bytes, ({ title, examples }) => group(title, examples, report))
  const note = 'A bar is the time until the head of the reply, in dark, and until its end.'
  return [el('p', { class: 'soft note' }, note), shown, leftOut(left, 'groups of examples')]
}

const titleOf = ({ id, phase, verdict }: Judgement): string =>
  `${verdict === 'pass' ? 'For' : 'Against'} ${id}${phase === null ? '' : ` in ${phase}`}`

const group = (title: string, examples: readonly Example[], report: Report): Markup => {
  const slowest = Math.max(...examples.map(({ latencyMs }) => latencyMs), 1)
  return el(
    'div',
    { class: 'evidence' },
    el('h3', {}, title),
    el(
      'ol',
      {},
      examples.map(example => item(example, slowest, report)),
    ),
  )
}

const item = (example: Example, slowest: number, report: Report): Markup => {
  const { t, x, latencyMs, what, trace } = example
  const exchange = report.cited.find(one => one.x === x) ?? null
  return el(
    'li',
    {},
    el('span', { class: 'when' }, clockTime(t - latencyMs)),
    el('span', { class: 'spark' }, waterfall(latencyMs, exchange, slowest)),
    el('span', {}, el('b', {}, showDuration(latencyMs)), ` ${clip(what, 300)}`),
    el(
      'span',
      { class: 'soft' },
      x === null ? null : `exchange ${x}`,
      injectedOf(example, exchange, report),
      trace === undefined ? null : `, trace ${clip(trace, 40)}`,
    ),
    exchange === null ? null : el('code', { class: 'curl' }, curlOf(exchange)),
  )
}

/** What the proxy did to it, or what it did to others meanwhile. */
const injectedOf = (
  { t, latencyMs, injected }: Example,
  exchange: CitedExchange | null,
  { faults }: Report,
): string => {
  const comma = exchange === null ? '' : ', '
  if (exchange !== null && exchange.doses.length > 0)
    return `${comma}injected ${exchange.doses.map(({ fault, dose }) => `${fault} ${clip(JSON.stringify(dose), 160)}`).join(', ')}`
  if (injected.length > 0) return `${comma}injected ${injected.join(', ')}`
  const active = faults.filter(({ windows }) => windows.some(w => w.fromMs < t && (w.toMs ?? t) > t - latencyMs))
  return active.length === 0
    ? `${comma}no fault was active`
    : `${comma}while ${active.map(({ id }) => id).join(', ')} was active`
}

const WIDTH = 150
const HEIGHT = 12

/** The wait for the head of the reply, then its body; in one piece where the proxy did not see it. */
const waterfall = (latencyMs: number, exchange: CitedExchange | null, slowest: number): Markup => {
  const width = (ms: number) => Math.max((Math.min(ms, slowest) / slowest) * WIDTH, 0)
  const headMs = exchange?.headMs ?? null
  const head = headMs === null ? latencyMs : Math.min(headMs, latencyMs)
  const desc =
    headMs === null ? showDuration(latencyMs) : `${showDuration(headMs)} to the head, ${showDuration(latencyMs)} in all`
  return drawing(
    { width: WIDTH, height: HEIGHT, title: 'time taken', desc },
    el('rect', { x: 0, y: 2, width: Math.max(width(latencyMs), 1), height: 8, rx: 1.5, fill: OKABE_ITO.sky }),
    el('rect', { x: 0, y: 2, width: Math.max(width(head), 1), height: 8, rx: 1.5, fill: OKABE_ITO.blue }),
  )
}
