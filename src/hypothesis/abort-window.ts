import { parseMeasure, showMeasured } from '../core/measure.js'
import type { AbortRule } from '../core/plan.js'
import { showDuration } from '../core/units.js'
import { measureOf } from '../metrics/point.js'
import { isProbeError, type Timed } from '../metrics/samples.js'
import { showLimit, violates } from './limit.js'
import type { RuleWatch } from './rule-watch.js'

type WindowRule = Extract<AbortRule, { kind: 'measure' }>

/** A window is measured at most this often, so that many samples cost little. */
const LOOK_EVERY_MS = 250

/** Holds when the last `windowMs`, having at least `minSamples`, break the limit for `forMs` without a break. */
export const windowWatch = (rule: WindowRule): RuleWatch => {
  const measure = parseMeasure(rule.measure)
  let recent: Timed[] = []
  let lookedMs = Number.NEGATIVE_INFINITY
  let brokenSinceMs: number | null = null
  const look = (now: number): string | null => {
    lookedMs = now
    recent = recent.filter(({ endMs }) => endMs > now - rule.windowMs)
    const value = measure && recent.length >= rule.minSamples ? measureOf(measure, recent, rule.windowMs) : null
    if (value === null || !violates(rule.limit, value)) {
      brokenSinceMs = null
      return null
    }
    brokenSinceMs ??= now
    return now - brokenSinceMs >= rule.forMs ? whyOf(rule, value.low) : null
  }
  return {
    next(sample, t) {
      const timed: Timed = { startMs: t - sample.latencyMs, endMs: t, sample, x: null }
      if (!isProbeError(timed)) recent.push(timed)
      return t - lookedMs >= LOOK_EVERY_MS ? look(t) : null
    },
    tick: now => (now - lookedMs >= LOOK_EVERY_MS ? look(now) : null),
  }
}

const whyOf = ({ probe, measure, limit, windowMs }: WindowRule, value: number): string =>
  `${measure} of ${probe} was ${showMeasured(measure, value)} over ${showDuration(windowMs)}, limit ${showLimit(limit, measure)}`
