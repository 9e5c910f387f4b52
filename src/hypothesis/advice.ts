import { type Measure, showMeasured } from '../core/measure.js'
import type { SloHypothesis } from '../core/plan.js'
import { plural } from '../core/plural.js'
import { showPercent } from '../core/units.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import type { Timed } from '../metrics/samples.js'
import { sloMeasure } from './comparison.js'
import type { Doubt } from './doubt.js'
import type { Estimate } from './estimate.js'
import { samplesToCompare, samplesToConfirm, samplesToDecide } from './needed.js'

/** More than this many times the samples is no advice. */
const MOST_TIMES = 50

/** Why an interval that encloses the limit decides nothing, and how many samples would. */
export const doubtOf = (
  measure: Measure,
  slo: SloHypothesis,
  found: Estimate,
  samples: readonly Timed[],
  span: PhaseSpan,
): Doubt => {
  const needed = slo.versus
    ? samplesToCompare(slo.limit, found, slo.versus.by, samplesToConfirm(measure, slo, found.confidence))
    : samplesToDecide(measure, slo.limit, found, samples)
  if (needed !== null && needed > found.samples && needed <= found.samples * MOST_TIMES)
    return { why: `${countOf(found)}, ${needed} needed to decide`, advice: more(needed / found.samples, found, span) }
  const failed = samples.filter(({ sample }) => !sample.ok).length
  if (measure.family === 'latency' && slo.versus === undefined && failed > 0)
    return amongFailures(measure, failed / samples.length)
  const measured = showMeasured(sloMeasure(slo), found.measured)
  return {
    why: `${countOf(found)}, and ${measured} is too near to the limit to tell`,
    advice: 'move the limit: no practical number of samples would decide',
  }
}

/** Why fewer samples than the user asks for decide nothing. */
export const tooFew = (found: Estimate, asked: number, span: PhaseSpan): Doubt => ({
  why: `${countOf(found)}, ${asked} asked for by minSamples`,
  advice: more(asked / found.samples, { ...found, deff: 1 }, span),
})

const countOf = ({ samples, deff, effective }: Estimate): string => {
  const count = plural(samples, 'sample')
  return deff < 1.5 ? count : `${count}, in bursts that tell as much as ${Math.floor(effective)}`
}

const amongFailures = ({ name }: Measure, share: number): Doubt => ({
  why: `${showPercent(share)} of the samples failed, so ${name} may be more than measured`,
  advice: 'judge the failures by errorRate, and the latency by a percentile below them',
})

/** Samples of one second share their luck, so where they come in bursts only time helps. */
const more = (times: number, { deff }: Estimate, span: PhaseSpan): string => {
  const judgedMs = span.untilMs - judgedFrom(span)
  const seconds = Math.ceil((span.settleMs + judgedMs * times) / 1_000)
  const longer = `lengthen ${span.name} to ${seconds}s`
  return deff < 1.5 ? `${longer}, or sample ${Math.ceil(times * 10) / 10} times as often` : longer
}
