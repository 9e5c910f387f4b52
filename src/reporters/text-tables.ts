import { clip, inert } from '../core/inert.js'
import { plural } from '../core/plural.js'
import type { FaultReport, LoadReport, ProbeReport, Report } from '../core/report.js'
import { showDuration, showPercent } from '../core/units.js'
import { proxyCosts, showCount } from './cost.js'
import { ALL_OFF, sparkline, topOf } from './show.js'
import { align, widthOf } from './table.js'

/** Hits of matched for each fault, and whether they are gone. */
export const faultsLines = ({ faults, removal, withoutFaults }: Report, width: number): readonly string[] => {
  if (faults.length === 0) return []
  const none = withoutFaults ? ALL_OFF : 'none was active'
  const parts = faults.some(({ windows }) => windows.length > 0) ? [...faults.map(hitsOf), removalOf(removal)] : [none]
  return [clip(`  faults   ${inert(parts.join(' · '))}`, width)]
}

const hitsOf = ({ id, hits, matched, missed }: FaultReport): string =>
  `${id} ${plural(hits, 'hit')} of ${matched}${missed > 0 ? `, ${missed} could not act` : ''}`

const removalOf = (removal: Report['removal']): string => {
  if (removal === null) return 'their removal is not recorded'
  return removal.verified ? 'all removed, verified' : 'NOT confirmed removed'
}

/** Calls at each proxy for one request of a load, without faults and under them. */
export const costLines = (report: Report, width: number): readonly string[] => {
  const calls = proxyCosts(report).flatMap(({ proxy, without, under }) => {
    const counts = [without, under].flatMap(cost => (cost === null ? [] : [showCount(cost.attempts)]))
    return counts.length === 0 ? [] : [`${proxy} ${counts.join(' → ')}`]
  })
  return calls.length === 0 ? [] : [clip(`  calls    for each request of the load: ${inert(calls.join(' · '))}`, width)]
}

const MOST_ROWS = 12
const TITLES = ['', 'phase', 'n', 'rate', 'p50', 'p95', 'p99', 'max', 'errors']

/** One row a probe and phase, then one a load. */
export const probesTable = ({ probes, load }: Report, width: number): readonly string[] => {
  const seen = probes.filter(({ n, probeErrors }) => n + probeErrors > 0)
  const rows = [...seen.map(one => probeRow(one, topOf(one, seen))), ...load.map(loadRow)]
  if (rows.length === 0) return []
  const shown = rows.slice(0, MOST_ROWS)
  const named = shown.map(({ cells }, at) => (cells[0] === shown[at - 1]?.cells[0] ? ['', ...cells.slice(1)] : cells))
  const [titles = '', ...lines] = align([TITLES, ...named], LEFT).map(line => `  ${line}`)
  const noted = lines.flatMap((line, at) => withNote(line, shown[at]?.note ?? '', width))
  const left = rows.length - MOST_ROWS
  return [titles, ...noted, ...(left > 0 ? [`  … ${plural(left, 'more row is', 'more rows are')} in the report`] : [])]
}

const LEFT: ReadonlySet<number> = new Set([0, 1])

interface Row {
  readonly cells: readonly string[]
  /** What stands behind the row, or below it where there is no room. */
  readonly note: string
}

const withNote = (line: string, note: string, width: number): readonly string[] => {
  const whole = `${line}  ${note}`.trimEnd()
  return widthOf(whole) <= width ? [whole] : [line, clip(`    ${note}`, width)]
}

const ms = (value: number | null): string => (value === null ? '–' : showDuration(value))

const probeRow = (probe: ProbeReport, top: number): Row => ({
  cells: [
    clip(inert(probe.probe), 16),
    clip(inert(probe.phase), 12),
    String(probe.n),
    `${probe.perSecond.toFixed(1)}/s`,
    ...[probe.p50, probe.p95, probe.p99, probe.max].map(ms),
    probe.n === 0 ? '–' : showPercent(probe.errors),
  ],
  note: [sparkline(probe.spark, top), probe.probeErrors > 0 ? plural(probe.probeErrors, 'probe error') : '']
    .join('  ')
    .trimEnd(),
})

const loadRow = (load: LoadReport): Row => ({
  cells: [
    clip(inert(load.load), 16),
    'all',
    String(load.sent),
    '',
    ...[load.p50, load.p95, null, null].map(ms),
    load.sent === 0 ? '–' : showPercent(load.failed / load.sent),
  ],
  note: [
    ...(load.dropped > 0 ? [`${load.dropped} dropped`] : []),
    ...(load.lateP99 === null ? [] : [`sent ${showDuration(load.lateP99)} late (p99)`]),
  ].join(', '),
})
