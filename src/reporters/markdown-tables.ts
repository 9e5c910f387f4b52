import { plural } from '../core/plural.js'
import type { ProbeReport, Report } from '../core/report.js'
import { showDuration, showPercent } from '../core/units.js'
import { code, plain, row } from './markdown-inert.js'
import { ALL_OFF, glyphOf, intervalOf, measuredOf, sparkline, topOf } from './show.js'

const MOST_ROWS = 60

export const verdictsTable = ({ judgements }: Report): string => {
  if (judgements.length === 0) return ''
  const rows = judgements
    .slice(0, MOST_ROWS)
    .map(one =>
      row(
        glyphOf(one),
        code(one.id, 64),
        plain(one.phase ?? ''),
        measuredOf(one),
        intervalOf(one) ?? '',
        plain(one.limit),
        String(one.samples),
      ),
    )
  const more =
    judgements.length > MOST_ROWS
      ? ['', `${plural(judgements.length - MOST_ROWS, 'more hypothesis is', 'more hypotheses are')} in the report.`]
      : []
  return [
    row('', 'hypothesis', 'phase', 'measured', 'interval', 'limit', 'n'),
    '|:-:|---|---|--:|---|---|--:|',
    ...rows,
    ...more,
  ].join('\n')
}

export const faultsTable = ({ faults, removal, withoutFaults }: Report): string => {
  if (faults.length === 0) return ''
  const rows = faults
    .slice(0, MOST_ROWS)
    .map(({ id, fault, target, hits, matched }) =>
      row(code(id, 64), plain(fault), code(target, 100), String(hits), String(matched)),
    )
  const removed = removal?.verified
    ? 'All faults are removed, verified.'
    : 'The removal of the faults is not confirmed.'
  const end = withoutFaults ? `Of the faults ${ALL_OFF}.` : removed
  return [row('fault', 'kind', 'target', 'hits', 'matched'), '|---|---|---|--:|--:|', ...rows, '', end].join('\n')
}

export const probesTable = ({ probes }: Report): string => {
  const seen = probes.filter(({ n, probeErrors }) => n + probeErrors > 0)
  if (seen.length === 0) return ''
  const titles = row('probe', 'phase', 'n', 'rate', 'p50', 'p95', 'p99', 'errors', '')
  return [
    titles,
    '|---|---|--:|--:|--:|--:|--:|--:|---|',
    ...seen.slice(0, MOST_ROWS).map(one => probeRow(one, topOf(one, seen))),
  ].join('\n')
}

/** Latencies count from when a request was due; how late it was sent is our own part of that. */
export const loadTable = ({ load }: Report): string => {
  if (load.length === 0) return ''
  const ms = (value: number | null) => (value === null ? '–' : showDuration(value))
  const rows = load
    .slice(0, MOST_ROWS)
    .map(one =>
      row(code(one.load, 64), String(one.sent), String(one.failed), String(one.dropped), ms(one.p95), ms(one.lateP99)),
    )
  const titles = row('load', 'sent', 'failed', 'dropped', 'p95', 'sent late, p99')
  return [titles, '|---|--:|--:|--:|--:|--:|', ...rows].join('\n')
}

const probeRow = (probe: ProbeReport, top: number): string => {
  const ms = (value: number | null) => (value === null ? '–' : showDuration(value))
  const spark = sparkline(probe.spark, top).trim()
  return row(
    ...[code(probe.probe, 64), plain(probe.phase, 64), String(probe.n), `${probe.perSecond.toFixed(1)}/s`],
    ...[ms(probe.p50), ms(probe.p95), ms(probe.p99), showPercent(probe.errors), spark],
  )
}
