import { type Measure, parseMeasure, showMeasured } from '../core/measure.js'
import type { SloHypothesis } from '../core/plan.js'
import { showDuration } from '../core/units.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import { ofSystem } from '../metrics/samples.js'
import { type Stretch, windowsOf } from '../metrics/stretch.js'
import { doubtOf, tooFew } from './advice.js'
import { absoluteLimit, estimateFor, relative, whereIs } from './comparison.js'
import type { Estimate } from './estimate.js'
import { type Evidence, judgedIn } from './evidence.js'
import { examplesOf, type Finding, finding, numbersOf, sideOf, tidy } from './finding.js'
import { satisfies, violates, worseBy } from './limit.js'
import { offenders } from './offenders.js'
import { worstOf } from './worst.js'

/** Judges a limit over a phase, or over every full window of it: then the worst window is what counts. */
export const judgeSlo = (slo: SloHypothesis, span: PhaseSpan, evidence: Evidence): Finding => {
  const measure = parseMeasure(slo.measure)
  if (measure === null) return finding('inconclusive', `there is no measure ${slo.measure}`)
  const [fromMs, toMs] = [judgedFrom(span), span.untilMs]
  const whole: Stretch = { fromMs, toMs, samples: judgedIn(evidence, slo.probe, span) }
  const { windowMs } = slo
  const stretches = windowMs === undefined ? [whole] : windowsOf(whole, windowMs)
  const decisive = stretches
    .map(stretch => ({ stretch, found: judgeStretch(measure, slo, stretch, { span, evidence }) }))
    .toSorted((a, b) => byGravity(slo, a.found, b.found))[0]
  if (decisive === undefined) return shorterThan(windowMs ?? 0, span)
  const { stretch, found } = decisive
  if (found.measured === null) return found
  const limit = absoluteLimit(slo, found)
  // A count of a part is compared with a count of all: that says nothing.
  const isCount = slo.versus !== undefined && measure.family === 'count'
  const worst = isCount ? null : worstOf(measure, limit, whole, evidence.faults, windowMs)
  const against = found.verdict === 'pass' ? [] : offenders(measure, limit, stretch.samples)
  return {
    ...found,
    worst: worst && { ...worst, measured: tidy(relative(slo, found, worst.measured)) },
    examples: examplesOf(against, evidence),
  }
}

const shorterThan = (windowMs: number, { name }: PhaseSpan): Finding =>
  finding('inconclusive', `${name} has no full window of ${showDuration(windowMs)} to judge`, {
    advice: `lengthen ${name}, or shorten the window`,
  })

const GRAVITY = ['fail', 'inconclusive', 'skipped', 'pass'] as const

const byGravity = ({ limit }: SloHypothesis, a: Finding, b: Finding): number =>
  GRAVITY.indexOf(a.verdict) - GRAVITY.indexOf(b.verdict) || worseBy(limit, b.measured ?? 0, a.measured ?? 0)

interface Place {
  readonly span: PhaseSpan
  readonly evidence: Evidence
}

const judgeStretch = (measure: Measure, slo: SloHypothesis, stretch: Stretch, { span, evidence }: Place): Finding => {
  const samples = ofSystem(stretch.samples)
  const found = estimateFor(measure, slo, { ...stretch, samples }, span, evidence)
  if ('why' in found) {
    const { why, advice, here } = found
    const compared = here && { compared: { here: sideOf(here), there: null } }
    return finding('inconclusive', why, { advice, samples: samples.length, ...compared })
  }
  const numbers = numbersOf(found)
  if (slo.minSamples !== 'auto' && found.samples < slo.minSamples) {
    const { why, advice } = tooFew(found, slo.minSamples, span)
    return finding('inconclusive', why, { ...numbers, advice })
  }
  if (satisfies(slo.limit, found.bounds))
    return finding('pass', `${whatOf(found)} keeps the limit${against(slo, found)}`, numbers)
  if (violates(slo.limit, found.bounds))
    return finding('fail', `${whatOf(found)} breaks the limit${against(slo, found)}`, numbers)
  const { why, advice } = doubtOf(measure, slo, found, samples, span)
  return finding('inconclusive', why, { ...numbers, advice })
}

const whatOf = ({ confidence }: Estimate): string =>
  confidence === null ? 'the measured value' : `the whole ${Number((confidence * 100).toFixed(4))} % interval`

/** The two values behind a ratio or a difference. */
const against = ({ measure, versus }: SloHypothesis, { compared }: Estimate): string => {
  if (versus === undefined || compared === undefined) return ''
  const { here, there } = compared
  return `: ${showMeasured(measure, here.measured)} against ${showMeasured(measure, there.measured)} ${whereIs(versus.to)}`
}
