import { parseDuration, parsePercent } from '../core/units.js'
import { show } from './check/words.js'
import type { Scalar } from './yaml/tree.js'

export const VARIABLE_TYPES = [
  ...(['string', 'number', 'integer', 'boolean', 'duration', 'percent', 'url', 'port'] as const),
] as const
export type VariableType = (typeof VARIABLE_TYPES)[number]

interface Kind {
  readonly wanted: string
  /** Null when it is none. */
  readonly parse: (text: string) => Scalar | null
  /** For min and max; null where there is no order. */
  readonly rank: (text: string) => number | null
}

const numeric = (text: string): number | null =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null
const whole = (text: string): number | null => (Number.isSafeInteger(numeric(text)) ? numeric(text) : null)
const port = (text: string): number | null => {
  const value = whole(text)
  return value !== null && value > 0 && value < 65_536 ? value : null
}
const keptIf = (isOne: (text: string) => boolean) => (text: string) => (isOne(text) ? text : null)
const unordered = () => null

const KINDS: Readonly<Record<VariableType, Kind>> = {
  string: { wanted: 'text', parse: text => text, rank: unordered },
  number: { wanted: 'a number', parse: numeric, rank: numeric },
  integer: { wanted: 'a whole number', parse: whole, rank: whole },
  boolean: {
    wanted: 'true or false',
    parse: text => (/^(true|false)$/.test(text) ? text === 'true' : null),
    rank: unordered,
  },
  duration: {
    wanted: 'a duration such as 250ms',
    parse: keptIf(text => parseDuration(text) !== null),
    rank: parseDuration,
  },
  percent: {
    wanted: 'a percentage such as 30%',
    parse: keptIf(text => parsePercent(text) !== null),
    rank: parsePercent,
  },
  url: { wanted: 'a URL', parse: keptIf(text => URL.canParse(text)), rank: unordered },
  port: { wanted: 'a port from 1 to 65535', parse: port, rank: port },
}

export const inferType = (value: Scalar | undefined): VariableType => {
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'string'
}

export interface Bounds {
  readonly min?: Scalar | undefined
  readonly max?: Scalar | undefined
  readonly enum?: readonly Scalar[] | undefined
}

export type Checked = { readonly ok: true; readonly value: Scalar } | { readonly ok: false; readonly why: string }

/** The value in its type and within its bounds; or why it is not, as the end of a sentence: `is above max 200`. */
export const checkVariable = (type: VariableType, written: Scalar, { min, max, enum: allowed }: Bounds): Checked => {
  const { wanted, parse, rank } = KINDS[type]
  const text = String(written)
  const value = written === null ? null : parse(text)
  if (value === null) return { ok: false, why: `is not ${wanted}` }
  const far = rank(text)
  const bound = (limit: Scalar | undefined) => (limit === undefined ? null : rank(String(limit)))
  const [low, high] = [bound(min), bound(max)]
  if (far !== null && low !== null && far < low) return { ok: false, why: `is below min ${min}` }
  if (far !== null && high !== null && far > high) return { ok: false, why: `is above max ${max}` }
  if (allowed && !allowed.some(one => String(one) === text))
    return { ok: false, why: `is not one of ${allowed.map(one => (one === null ? show(one) : one)).join(', ')}` }
  return { ok: true, value }
}
