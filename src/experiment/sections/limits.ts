import * as v from 'valibot'
import { AMPLIFICATION, MEASURES, type Measure, parseMeasure } from '../../core/measure.js'
import type { Limit } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { parseLimit } from '../limit.js'
import { didYouMean } from '../nearest.js'
import type { Path } from '../yaml/tree.js'
import type { Probes } from './probes.js'
import { doc } from './shapes.js'

const scalar = v.union([v.string(), v.number()])

/** The keys of what is measured and how far it may go. */
export const limitEntries = {
  measure: doc(v.optional(v.string()), 'What is measured, such as latency.p95 or errorRate.'),
  max: doc(v.optional(scalar), 'The most it may be, in the unit of the measure.'),
  min: doc(v.optional(scalar), 'The least it may be.'),
  equals: doc(v.optional(scalar), 'What it must be.'),
}
export interface Written {
  readonly probe: string
  readonly measure?: string | undefined
  readonly max?: string | number | undefined
  readonly min?: string | number | undefined
  readonly equals?: string | number | undefined
}

export interface Measured {
  readonly measure: string
  readonly limit: Limit
}

/** The measure and its one limit, in its unit; null after reporting what is wrong. */
export const readLimit = (sheet: Sheet, path: Path, written: Written, probes: Probes): Measured | null => {
  const measure = readMeasure(sheet, path, written, probes)
  const given = (['max', 'min', 'equals'] as const).filter(op => written[op] !== undefined)
  const [op, second] = given
  if (!op || second) {
    const found = op ? given.join(' and ') : 'none'
    const message = `expected exactly one of max, min, equals, found ${found}`
    sheet.report({ code: CODES.notExactlyOne, path, message })
    return null
  }
  if (measure?.name === AMPLIFICATION && !sheet.has([...path, 'per'])) {
    const message = `${AMPLIFICATION} is measured by hypotheses of kind slo, which say per: {probe: …}`
    sheet.report({ code: CODES.missing, path: [...path, 'measure'], message })
    return null
  }
  const limit = measure && parseLimit(measure, op, written[op])
  if (typeof limit === 'string') sheet.report({ code: CODES.wrongUnit, path: [...path, op], message: limit })
  return measure && limit && typeof limit !== 'string' ? { measure: measure.name, limit } : null
}

/** The measure; null after reporting what is wrong. */
export const readMeasure = (sheet: Sheet, path: Path, { measure, probe }: Written, probes: Probes): Measure | null => {
  const at = [...path, 'measure']
  if (measure === undefined) {
    sheet.report({
      code: CODES.missing,
      path,
      message: '"measure" is missing',
      hints: [`one of: ${MEASURES.join(', ')}`],
    })
    return null
  }
  const parsed = parseMeasure(measure)
  if (!parsed) {
    const message = `there is no measure "${measure}"${didYouMean(measure, MEASURES)}`
    sheet.report({ code: CODES.notOneOf, path: at, message, hints: [`one of: ${MEASURES.join(', ')}`] })
  } else if (parsed.family === 'value' && probes.bound.get(probe)?.hasValue === false) {
    const message = `${measure} needs a value, and probe "${probe}" has none`
    const related = { path: ['probes', probe], label: 'probe declared here' }
    sheet.report({ code: CODES.wrong, path: at, message, related, hints: ['give the probe: value: {from: …}'] })
  }
  return parsed
}
