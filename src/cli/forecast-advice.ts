import { AMPLIFICATION, parseMeasure } from '../core/measure.js'
import type { Hypothesis, SloHypothesis } from '../core/plan.js'
import type { Problem } from '../core/problem.js'
import { CODES } from '../experiment/codes.js'
import type { Experiment } from '../experiment/experiment.js'
import { limitWithin } from '../hypothesis/needed.js'
import { type Forecast, forecasts, leastOf, type Pace } from './forecast.js'

/** What the numbers mean, in a few words. */
export const verdictOf = ({ pace, expected, needed, judgedMs }: Forecast): string => {
  if (!Number.isFinite(needed)) return 'NOT decidable: no number of samples can confirm this limit'
  if (pace === null) return `decidable with ${(needed / (judgedMs / 1_000)).toPrecision(2)} samples/s of traffic`
  return expected !== null && expected >= needed ? 'decidable' : 'NOT decidable'
}

/** Two sentences without a full stop. */
export interface Advice {
  readonly why: string
  readonly change: string
}

/** Why too few samples will come, and what would do; null where enough will, or where nobody knows how many. */
export const adviceOf = (forecast: Forecast): Advice | null => {
  const { hypothesis, phase, pace, expected, needed, judgedMs } = forecast
  if (hypothesis.kind !== 'slo' || pace === null || expected === null) return null
  if (expected >= needed) return null
  const whose = pace.cohort === undefined ? '' : `${pace.cohort} `
  const yields = `about ${expected} ${whose}sample${expected === 1 ? '' : 's'} (${paceText(pace)} x ${seconds(judgedMs)} s)`
  const where = isWindow(forecast) ? `a window of ${phase.name}` : phase.name
  return {
    why: `${hypothesis.id}: ${where} yields ${yields}; ${needText(forecast, hypothesis)}`,
    change: oneOf(changes(forecast, hypothesis, pace)),
  }
}

/** A warning for each that will be undecided, at its hypothesis; of the cells of a matrix that are alike, one. */
export const tooFewSamples = (experiments: readonly Experiment[]): readonly Problem[] => {
  const all = experiments.flatMap(experiment =>
    forecasts(experiment).flatMap((forecast): readonly Problem[] => {
      const advice = adviceOf(forecast)
      if (advice === null) return []
      const { place } = forecast.hypothesis
      return [{ code: CODES.tooFewSamples, severity: 'warning', message: advice.why, hints: [advice.change], place }]
    }),
  )
  const asked = experiments.flatMap(({ plan }) => plan.hypotheses.flatMap(askedTooFew))
  return [
    ...new Map([...all, ...asked].map(problem => [`${problem.place?.file} ${problem.message}`, problem])).values(),
  ]
}

/** With fewer than that the interval has no bound, so that it is undecided all the same. */
const askedTooFew = (one: Hypothesis): readonly Problem[] => {
  if (one.kind !== 'slo' || one.minSamples === 'auto') return []
  const least = leastOf(one)
  if (one.minSamples >= least || !Number.isFinite(least)) return []
  const message = `${one.id}: minSamples is ${one.minSamples}, and confirming ${claimOf(one)} needs ${least}`
  const hints = ['leave it out: auto is the fewest that can decide']
  return [{ code: CODES.tooFewSamples, severity: 'warning', message, hints, place: one.place }]
}

const isWindow = ({ phase, judgedMs }: Forecast): boolean => judgedMs < phase.durationMs - phase.settleMs

const seconds = (ms: number): number => Number((ms / 1_000).toFixed(3))

const perSecond = (rate: number): string => `${Number(rate.toPrecision(3))}/s`

const percent = (share: number): string => `${Number((share * 100).toFixed(4))}%`

const paceText = ({ perSecond: rate, share }: Pace): string =>
  share === 1 ? perSecond(rate) : `${perSecond(rate)} x ${percent(share)}`

const needText = ({ needed }: Forecast, slo: SloHypothesis): string => {
  if (!Number.isFinite(needed)) return `no number of samples confirms ${claimOf(slo)}`
  return needed > leastOf(slo) ? `minSamples asks for ${needed}` : `confirming ${claimOf(slo)} needs ${needed}`
}

/** `1%` of a share, `+1%` of a difference; a percentile is told by its name, for its limit does not matter. */
const claimOf = ({ measure, limit, versus }: SloHypothesis): string => {
  if (parseMeasure(measure)?.family !== 'rate' || versus?.by === 'ratio') return measure
  if (versus === undefined) return percent(limit.value)
  return `${limit.op === 'max' ? '+' : ''}${percent(limit.value)}`
}

const changes = (forecast: Forecast, slo: SloHypothesis, pace: Pace): readonly string[] => {
  const { phase, needed, judgedMs } = forecast
  const looser = looserOf(forecast, slo)
  const last = looser === null ? [] : [looser]
  if (!Number.isFinite(needed)) return looser === null ? ['widen the limit'] : last
  const judgedFor = (needed / (pace.perSecond * pace.share)) * 1_000
  const longer = isWindow(forecast)
    ? `lengthen window to ${Math.ceil(judgedFor / 1_000)}s`
    : `lengthen ${phase.name} to ${Math.ceil((phase.settleMs + judgedFor) / 1_000)}s`
  return [longer, ...oftener(pace, needed / (judgedMs / 1_000)), ...last]
}

/** `A, b, or c`. */
const oneOf = (all: readonly string[]): string => {
  const last = all.length > 2 ? `, or ${all.at(-1)}` : ` or ${all.at(-1)}`
  const text = all.length === 1 ? all.join('') : `${all.slice(0, -1).join(', ')}${last}`
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** The floor of `every`, ms. */
const OFTENEST = 50

const oftener = ({ by, share }: Pace, wanted: number): readonly string[] => {
  if (by === 'load') return [`raise load to ${Math.ceil(wanted / share)}/s`]
  const everyMs = Math.floor(1_000 / wanted)
  return everyMs < OFTENEST ? [] : [`sample every ${everyMs}ms`]
}

/** A wider limit than this says nothing. */
const WIDEST = 0.5
const PERCENTILES = ['latency.p99', 'latency.p95', 'latency.p90', 'latency.p50']

const looserOf = ({ expected, needed }: Forecast, slo: SloHypothesis): string | null => {
  const measure = parseMeasure(slo.measure)
  if (expected === null || expected === 0 || measure === null || slo.measure === AMPLIFICATION) return null
  if (needed > leastOf(slo)) return leastOf(slo) <= expected ? `lower minSamples to ${expected}` : null
  if (measure.family === 'latency') {
    const lower = PERCENTILES.find(name => leastOf({ ...slo, measure: name }) <= expected)
    return lower === undefined ? null : `judge ${lower}`
  }
  const limit = limitWithin(measure, slo, slo.confidence, expected)
  if (limit === null) return null
  const rounded = slo.limit.op === 'max' ? Math.ceil(limit * 1_000) / 1_000 : Math.floor(limit * 1_000) / 1_000
  return Math.abs(rounded - (rounded < 0 || slo.limit.op === 'max' ? 0 : 1)) > WIDEST
    ? null
    : `widen the limit to ${percent(Math.abs(rounded))}`
}
