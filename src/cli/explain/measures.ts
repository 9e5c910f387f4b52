import { MEASURES } from '../../core/measure.js'

/** What the families of measures say; the first that fits a measure's name tells about it. */
const FAMILIES: readonly (readonly [fits: RegExp, page: string])[] = [
  [
    /^latency\.p/,
    'A quantile of latency in ms, over good and failed samples alike; a timeout counts as at least its time. Any ' +
      'percentile is written like that: latency.p97.5. Its interval needs no assumption about the distribution.',
  ],
  [/^latency\./, 'The mean or the largest latency in ms, over all samples of the phase.'],
  [
    /^(errorRate|okRate)$/,
    'The share of samples that failed, or did not: 5%. Errors of the probe itself do not count.',
  ],
  [/^statusRate/, 'The share of samples with a status of this class: statusRate.5xx, from 1xx to 5xx.'],
  [/^count$/, 'How many samples there were.'],
  [/^throughput$/, 'Samples for each second of the phase: 20/s.'],
  [/^amplification$/, 'Samples of this probe for each sample of another, such as upstream calls for each order.'],
  [/^value\./, 'What the probe measured besides time, such as a number in a body or printed by a command.'],
]

/** Each measure with what it says. */
export const measurePages: ReadonlyMap<string, string> = new Map(
  MEASURES.map(name => [name, FAMILIES.find(([fits]) => fits.test(name))?.[1] ?? '']),
)
