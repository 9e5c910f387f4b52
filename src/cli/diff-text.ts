import { inert } from '../core/inert.js'
import { showMeasured } from '../core/measure.js'
import type { Change, Diff, Judged, Measured } from '../hypothesis/diff.js'
import { aligned } from './catalogue.js'

const MARK: Readonly<Record<Change, string>> = { worse: '✖', better: '✔', same: '=', undecided: '?' }

const ORDER: readonly Change[] = ['worse', 'better', 'undecided']

/** What has changed from one run to the other, the worst first; what is the same is left out, but counted. Plain text. */
export const diffText = ({ before, after, judged, measured, worse }: Diff): string => {
  const verdicts = judged.filter(({ before, after }) => before !== after)
  const same = measured.filter(({ verdict }) => verdict === 'same').length
  const changed = measured
    .filter(({ verdict }) => verdict !== 'same')
    .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
  const section = (title: string, rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? [] : ['', title, aligned(rows)]
  return [
    `${worse ? 'WORSE' : 'NOT WORSE'}  ${inert(before.name)} ${before.run} → ${inert(after.name)} ${after.run}`,
    ...section('Verdicts', verdicts.map(verdictRow)),
    ...section('Measures, with the 95 % interval of the change', changed.map(measureRow)),
    '',
    `${judged.length - verdicts.length} of ${judged.length} verdicts and ${same} of ${measured.length} measures are the same`,
    '',
  ].join('\n')
}

const verdictRow = ({ id, phase, before, after, verdict }: Judged): readonly string[] => [
  MARK[verdict],
  inert(phase === null ? id : `${id} (${phase})`),
  `${before ?? 'not there'} → ${after ?? 'not there'}`,
]

const measureRow = (one: Measured): readonly string[] => {
  const { probe, phase, measure, before, after, verdict } = one
  const shown = (value: number) => showMeasured(measure, value)
  return [
    MARK[verdict],
    inert(`${probe} ${phase}`),
    measure,
    `${shown(before.measured)} → ${shown(after.measured)}`,
    changeOf(one),
  ]
}

const changeOf = ({ measure, change }: Measured): string => {
  if (change === null) return 'there was nothing to divide by'
  const isShare = measure === 'errorRate'
  const number = (value: number) =>
    isShare ? `${value < 0 ? '' : '+'}${(100 * value).toFixed(1)} %` : `x${value.toPrecision(3)}`
  const { low, high } = change.bounds
  const hasLow = isShare ? Number.isFinite(low) : low > 0
  const hasHigh = Number.isFinite(high)
  if (!hasLow && !hasHigh) return `${number(change.measured)}, too few samples`
  return `${number(change.measured)} [${hasLow ? number(low) : '…'}, ${hasHigh ? number(high) : '…'}]`
}
