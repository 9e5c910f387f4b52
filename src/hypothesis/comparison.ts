import { AMPLIFICATION, comparedName, type Measure, showMeasured } from '../core/measure.js'
import type { Limit, Side, SloHypothesis, Versus } from '../core/plan.js'
import { plural } from '../core/plural.js'
import type { Judgement } from '../core/report.js'
import type { PhaseSpan } from '../metrics/phases.js'
import { ofSystem, startedIn, type Timed } from '../metrics/samples.js'
import type { Stretch } from '../metrics/stretch.js'
import { type Doubt, doubtOfLength, doubtOfProbe } from './doubt.js'
import { confidenceFor, type Estimate, estimate } from './estimate.js'
import { type Evidence, judgedIn } from './evidence.js'
import { showLimit } from './limit.js'
import { type Bounded, differenceOf, ratioOf } from './mover.js'

/** A doubt about the other side of a comparison leaves this one. */
type Undecided = Doubt & { readonly here?: Estimate }

/** What a hypothesis is judged by: an estimate of its measure, or of how that compares. A doubt where there is none. */
export const estimateFor = (
  measure: Measure,
  slo: SloHypothesis,
  stretch: Stretch,
  span: PhaseSpan,
  evidence: Evidence,
): Estimate | Undecided => {
  const { versus } = slo
  const asked = confidenceFor(measure, slo, slo.confidence)
  const here = estimate(measure, stretch.samples, stretch.toMs - stretch.fromMs, asked)
  if (here === null) return nothingOf(slo.probe, slo.measure)
  if (versus === undefined) return here
  const there = thereOf(measure, slo, versus, { stretch, span, evidence })
  const found = 'why' in there ? there : comparedBy(versus, here, there, slo.measure)
  return 'why' in found ? { ...found, here } : found
}

const nothingOf = (probe: string, measure: string): Doubt => ({
  why: `no sample of ${probe} has a ${measure}`,
  advice: 'see that the probe runs in this phase, and that traffic reaches what it watches',
})

interface Place {
  readonly stretch: Stretch
  readonly span: PhaseSpan
  readonly evidence: Evidence
}

/** The other side, which must be as sound as this one. */
const thereOf = (measure: Measure, slo: SloHypothesis, { to }: Versus, place: Place): Bounded | Doubt => {
  if (to.kind === 'file') return storedAs(to, place.span.name)
  const { evidence, stretch } = place
  const span = to.kind === 'phase' ? evidence.phases.find(({ name }) => name === to.phase) : place.span
  if (span === undefined) return { why: `${nameOf(to)} never started`, advice: 'see what stopped the run before it' }
  const probe = to.kind === 'probe' ? to.probe : slo.probe
  const doubt = doubtOfProbe(evidence, probe, span) ?? (to.kind === 'phase' ? doubtOfLength(span) : null)
  if (doubt !== null) return doubt
  const all = judgedIn(evidence, probe, span)
  const samples = to.kind === 'phase' ? all : startedIn(all, stretch.fromMs, stretch.toMs)
  const spanMs = to.kind === 'phase' ? span.untilMs - span.fromMs - span.settleMs : stretch.toMs - stretch.fromMs
  return (
    tooFewThere(slo, samples, to) ??
    estimate(measure, samples, spanMs, confidenceFor(measure, slo, slo.confidence)) ??
    nothingOf(probe, slo.measure)
  )
}

const tooFewThere = ({ minSamples }: SloHypothesis, all: readonly Timed[], to: Versus['to']): Doubt | null => {
  const { length } = ofSystem(all)
  return minSamples === 'auto' || length >= minSamples
    ? null
    : {
        why: `${plural(length, 'sample')} of ${nameOf(to)}, ${minSamples} asked for by minSamples`,
        advice: `sample ${nameOf(to)} more often or longer`,
      }
}

const storedAs = ({ file, phases }: Extract<Versus['to'], { kind: 'file' }>, phase: string): Bounded | Doubt => {
  const side = phases[phase]
  if (side !== undefined) return boundedOf(side)
  return {
    why: `${file} holds nothing of it to compare with`,
    advice: `keep the report.json of a good run of this experiment as ${file}`,
  }
}

const boundedOf = ({ measured, low, high }: Side): Bounded => ({
  measured,
  bounds: { low: low ?? Number.NEGATIVE_INFINITY, high: high ?? Number.POSITIVE_INFINITY },
})

const comparedBy = ({ by, to }: Versus, here: Estimate, there: Bounded, measure: string): Estimate | Doubt => {
  const found = by === 'ratio' ? ratioOf(here, there) : differenceOf(here, there)
  if (found !== null) return { ...here, ...found, compared: { here, there } }
  return {
    why: `${measure} of ${nameOf(to)} is ${showMeasured(measure, 0)}, and nothing is a multiple of that`,
    advice: 'use maxIncrease in the place of maxRatio',
  }
}

/** The name of what is judged: of the measure, or of its ratio or difference. */
export const sloMeasure = ({ measure, versus }: SloHypothesis): string =>
  versus ? comparedName(measure, versus.by) : measure

/** `in baseline`, `of shop-control`. */
export const whereIs = (to: Versus['to']): string => `${to.kind === 'probe' ? 'of' : 'in'} ${nameOf(to)}`

/** `<= 800 ms`, or `<= 1.5 times that in baseline`. */
export const showSlo = (slo: SloHypothesis): string => {
  const { limit, versus } = slo
  const shown = showLimit(limit, sloMeasure(slo))
  if (versus === undefined) return shown
  const there = whereIs(versus.to)
  if (slo.measure === AMPLIFICATION) return `${shown} for each ${there}`
  return `${shown} ${versus.by === 'ratio' ? 'that' : 'against that'} ${there}`
}

/** What a hypothesis is compared with, in a word. */
export const nameOf = (to: Versus['to']): string => {
  if (to.kind === 'phase') return to.phase
  return to.kind === 'probe' ? to.probe : to.file
}

type Compared = Pick<Judgement, 'compared'>

/** The limit of a comparison as one of the measure itself, for looking at single samples. */
export const absoluteLimit = ({ limit, versus }: SloHypothesis, { compared }: Compared): Limit => {
  if (versus === undefined || !compared?.there) return limit
  const there = compared.there.measured
  return { ...limit, value: versus.by === 'ratio' ? limit.value * there : limit.value + there }
}

/** A value of the measure as its ratio or difference to the other side. */
export const relative = ({ versus }: SloHypothesis, { compared }: Compared, value: number): number => {
  if (versus === undefined || !compared?.there) return value
  return versus.by === 'ratio' ? value / compared.there.measured : value - compared.there.measured
}
