import { type Measure, parseMeasure } from '../core/measure.js'
import type { SloHypothesis } from '../core/plan.js'
import { showDuration } from '../core/units.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import { ofSystem } from '../metrics/samples.js'
import { type Stretch, windowsOf } from '../metrics/stretch.js'
import { doubtOf, tooFew } from './advice.js'
import { confidenceFor, type Estimate, estimate } from './estimate.js'
import { type Evidence, judgedIn } from './evidence.js'
import { examplesOf, type Finding, finding, numbersOf } from './finding.js'
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
    .map(stretch => ({ stretch, found: judgeStretch(measure, slo, stretch, span) }))
    .toSorted((a, b) => byGravity(slo, a.found, b.found))[0]
  if (decisive === undefined) return shorterThan(windowMs ?? 0, span)
  const { stretch, found } = decisive
  if (found.measured === null) return found
  const worst = worstOf(measure, slo.limit, whole, evidence.faults, windowMs)
  const against = found.verdict === 'pass' ? [] : offenders(measure, slo.limit, stretch.samples)
  return { ...found, worst, examples: examplesOf(against, evidence) }
}

const shorterThan = (windowMs: number, { name }: PhaseSpan): Finding =>
  finding('inconclusive', `${name} has no full window of ${showDuration(windowMs)} to judge`, {
    advice: `lengthen ${name}, or shorten the window`,
  })

const GRAVITY = ['fail', 'inconclusive', 'skipped', 'pass'] as const

const byGravity = ({ limit }: SloHypothesis, a: Finding, b: Finding): number =>
  GRAVITY.indexOf(a.verdict) - GRAVITY.indexOf(b.verdict) || worseBy(limit, b.measured ?? 0, a.measured ?? 0)

const judgeStretch = (measure: Measure, slo: SloHypothesis, stretch: Stretch, span: PhaseSpan): Finding => {
  const samples = ofSystem(stretch.samples)
  const confidence = confidenceFor(measure, slo.limit, slo.confidence)
  const found = estimate(measure, samples, stretch.toMs - stretch.fromMs, confidence)
  if (found === null) return finding('inconclusive', `no sample of ${slo.probe} has a ${slo.measure}`, NO_SAMPLES)
  const numbers = numbersOf(found)
  if (slo.minSamples !== 'auto' && found.samples < slo.minSamples) {
    const { why, advice } = tooFew(found, slo.minSamples, span)
    return finding('inconclusive', why, { ...numbers, advice })
  }
  if (satisfies(slo.limit, found.bounds)) return finding('pass', `${whatOf(found)} keeps the limit`, numbers)
  if (violates(slo.limit, found.bounds)) return finding('fail', `${whatOf(found)} breaks the limit`, numbers)
  const { why, advice } = doubtOf(measure, slo, found, samples, span)
  return finding('inconclusive', why, { ...numbers, advice })
}

const NO_SAMPLES = { advice: 'see that the probe runs in this phase, and that traffic reaches what it watches' }

const whatOf = ({ confidence }: Estimate): string =>
  confidence === null ? 'the measured value' : `the whole ${Number((confidence * 100).toFixed(4))} % interval`
