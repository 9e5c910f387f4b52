import type { Report } from '../../core/report.js'
import { showDuration, showPercent, showSize } from '../../core/units.js'
import { type ProxyCost, proxyCosts, showCount, type UnitCost } from '../cost.js'
import { facts } from './facts.js'
import { type Content, el } from './markup.js'
import { leftOut, within } from './room.js'
import { table } from './table.js'

const MOST_PROXIES = 20

/** How to get this run again. */
export const environment = (report: Report): Content => {
  const { tool, node, platform, commit, run, startedAt, file, seed, plan, proxies, exchanges } = report
  const vars = Object.entries(plan.vars ?? {}).map(([name, value]) => `${name}=${value}`)
  const ends = Object.entries(exchanges.byEnd).map(([end, n]) => `${n} ${end}`)
  return facts([
    ['run', `${run}, started ${startedAt}`],
    ['versions', `fallacy ${tool}, Node.js ${node}, ${platform}`],
    ['file', el('code', {}, file)],
    ...(commit === undefined ? [] : [['commit', el('code', {}, commit)] as const]),
    ...(vars.length === 0 ? [] : [['variables', el('code', {}, vars.join(' '))] as const]),
    ['again', el('code', {}, `fallacy run ${file} --seed ${seed}`)],
    ['this page', el('code', {}, 'fallacy report <folder of this run> --format html')],
    ...proxies
      .slice(0, MOST_PROXIES)
      .map(({ id, url, upstream }) => [`proxy ${id}`, el('code', {}, `${url} → ${upstream}`)] as const),
    [
      'exchanges',
      `${exchanges.total}${ends.length === 0 ? '' : `: ${ends.join(', ')}`}${exchanges.retried === 0 ? '' : `; ${exchanges.retried} sent again`}`,
    ],
  ])
}

/** Requests that the run sent by itself; null when it sent none. */
export const loadTable = ({ load }: Report): Content => {
  if (load.length === 0) return null
  const ms = (value: number | null) => (value === null ? '–' : showDuration(value))
  return table(
    ['load', ...['sent', 'failed', 'share', 'dropped', 'p50', 'p95', 'sent late, p99'].map(number => ({ number }))],
    load.map(one => [
      ...[one.load, one.sent, one.failed, one.sent === 0 ? '–' : showPercent(one.failed / one.sent), one.dropped],
      ...[ms(one.p50), ms(one.p95), ms(one.lateP99)],
    ]),
  )
}

/** What one request of the load cost at each proxy: without faults, then under them. Null when there was none. */
export const costTable = (report: Report): Content => {
  const rows = proxyCosts(report).filter(({ without, under }) => without !== null || under !== null)
  if (rows.length === 0) return null
  const pair = ({ without, under }: ProxyCost, show: (cost: UnitCost) => string) =>
    [without, under].map(cost => (cost === null ? '–' : show(cost))).join(' → ')
  return table(
    [
      'one request of the load cost at',
      ...['calls', 'connections', 'TLS handshakes', 'body bytes'].map(number => ({ number })),
    ],
    rows
      .slice(0, MOST_PROXIES)
      .map(row => [
        row.proxy,
        pair(row, cost => showCount(cost.attempts)),
        pair(row, cost => showCount(cost.connections)),
        pair(row, cost => showCount(cost.handshakes)),
        pair(row, cost => showSize(cost.bytes)),
      ]),
  )
}

/** The experiment as it was run, with line numbers. */
export const source = ({ source }: Report, bytes: number): Content => {
  const all = source
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split(/\r\n|\n|\r/)
  const gutter = String(all.length).length
  const { shown, left } = within(all, bytes, (text, at) =>
    el('span', {}, `${String(at + 1).padStart(gutter)}  ${text.replaceAll('\t', '  ')}`, el('br', {})),
  )
  return [el('pre', {}, shown), leftOut(left, 'lines')]
}
