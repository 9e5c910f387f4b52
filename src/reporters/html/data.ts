import { inertJson } from '../../core/inert.js'
import type { Report } from '../../core/report.js'
import { el, type Markup, trusted } from './markup.js'
import { bytesOf } from './room.js'

/**
 * The report as data inside the page. No character in it can end the element or begin a comment (HTML 4.12.1.3); what
 * would make the page long is left to report.json.
 */
export const data = (report: Report, bytes: number): Markup => {
  const { source: _source, timeline: _timeline, ...middle } = report
  const { series: _series, cited: _cited, judgements: _judgements, gate: _gate, plan, ...small } = middle
  const candidates = [report, middle, { ...small, plan: { name: plan.name, title: plan.title } }]
  const json = candidates.map(one => JSON.stringify(one)).find(text => bytesOf(text) <= bytes) ?? 'null'
  return el('script', { type: 'application/json', id: 'report' }, trusted(inScript(json)))
}

const inScript = (json: string): string =>
  inertJson(json).replace(/[<>&]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
