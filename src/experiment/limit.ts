import { type Measure, type Unit, unitOf } from '../core/measure.js'
import type { Limit } from '../core/plan.js'
import { parseDuration, parseFrequency, parsePercent } from '../core/units.js'
import { show } from './check/words.js'

const UNITS: Readonly<Record<Unit, { wanted: string; parse: (text: string) => number | null }>> = {
  ms: { wanted: 'a duration such as 800ms', parse: parseDuration },
  share: { wanted: 'a percent such as 5%', parse: parsePercent },
  perSecond: { wanted: 'a frequency such as 15/s', parse: parseFrequency },
  number: { wanted: 'a number without a unit', parse: text => (text.trim() === '' ? null : finite(Number(text))) },
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A limit in the unit of its measure, or what it needed. */
export const parseLimit = (measure: Measure, op: Limit['op'], written: unknown): Limit | string => {
  const { wanted, parse } = UNITS[unitOf(measure)]
  const bare = unitOf(measure) === 'number'
  const text = typeof written === 'string' || (bare && typeof written === 'number') ? String(written) : null
  const value = text === null ? null : parse(text)
  if (text === null || value === null) return `${measure.name} needs ${wanted}, found ${show(written)}`
  if (unitOf(measure) === 'share' && value > 1) return `${measure.name} needs 0% to 100%, found ${show(written)}`
  return { op, value, text }
}
