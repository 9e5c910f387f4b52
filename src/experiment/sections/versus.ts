import * as v from 'valibot'
import type { Measure } from '../../core/measure.js'
import type { Limit, Versus } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { parseLimit } from '../limit.js'
import type { Path } from '../yaml/tree.js'
import { declaredPhases } from './phases.js'
import { doc } from './shapes.js'
import { readStored } from './stored.js'
import { checkName } from './targets.js'

const scalar = v.union([v.string(), v.number()])
const factor = v.pipe(v.number(), v.minValue(0.001))

export const versusShape = v.strictObject({
  phase: doc(v.optional(v.string()), 'The same in another phase, such as baseline.'),
  probe: doc(v.optional(v.string()), 'The same of another probe, at the same time.'),
  file: doc(
    v.optional(v.union([v.string(), v.literal(true)])),
    'The same in an earlier run: its report.json, or true for report.baselineFile.',
  ),
  maxRatio: doc(v.optional(factor), 'At most so many times as much.'),
  minRatio: doc(v.optional(factor), 'At least so many times as much.'),
  maxIncrease: doc(v.optional(scalar), 'At most so much more, in the unit of the measure.'),
  maxDecrease: doc(v.optional(scalar), 'At most so much less.'),
})
type Written = v.InferOutput<typeof versusShape>

const SIDES = ['phase', 'probe', 'file'] as const
const LIMITS = ['maxRatio', 'minRatio', 'maxIncrease', 'maxDecrease'] as const

export interface Compared {
  readonly limit: Limit
  readonly versus: Versus
}

export interface Judging {
  readonly id: string
  readonly name: string
  readonly measure: Measure
  /** The phases that are judged. */
  readonly phases: readonly string[]
  readonly folder: string
}

/** A comparison and its one limit; null after reporting what is wrong. */
export const readVersus = (sheet: Sheet, path: Path, written: Written, judging: Judging): Compared | null => {
  const side = oneOf(sheet, path, written, SIDES)
  const bound = oneOf(sheet, path, written, LIMITS)
  const limit = bound && limitOf(sheet, [...path, bound], judging.measure, bound, written[bound])
  const to = side && sideOf(sheet, [...path, side], written, judging)
  if (!to || !limit) return null
  const by = bound === 'maxRatio' || bound === 'minRatio' ? 'ratio' : 'difference'
  const isNothing = to.kind === 'file' && Object.values(to.phases).some(({ measured }) => measured === 0)
  if (by === 'ratio' && isNothing && bound) {
    const message = `${judging.measure.name} was 0 in the baseline, and nothing is a multiple of that`
    sheet.report({ code: CODES.wrong, path: [...path, bound], message, hints: ['use maxIncrease'] })
  }
  return { limit, versus: { by, to } }
}

const oneOf = <Name extends keyof Written>(
  sheet: Sheet,
  path: Path,
  written: Written,
  names: readonly Name[],
): Name | null => {
  const [one, second] = names.filter(name => written[name] !== undefined)
  if (one !== undefined && second === undefined) return one
  const found = one === undefined ? 'none' : names.filter(name => written[name] !== undefined).join(' and ')
  const message = `expected exactly one of ${names.join(', ')}, found ${found}`
  sheet.report({ code: CODES.notExactlyOne, path, message })
  return null
}

const limitOf = (
  sheet: Sheet,
  path: Path,
  measure: Measure,
  name: (typeof LIMITS)[number],
  written: unknown,
): Limit | null => {
  const op = name.startsWith('max') && name !== 'maxDecrease' ? 'max' : 'min'
  if (typeof written === 'number' && name.endsWith('Ratio')) return { op, value: written, text: String(written) }
  const limit = parseLimit(measure, op, written)
  if (typeof limit !== 'string') return name === 'maxDecrease' ? { ...limit, value: -limit.value } : limit
  sheet.report({ code: CODES.wrongUnit, path, message: limit })
  return null
}

const sideOf = (sheet: Sheet, path: Path, written: Written, judging: Judging): Versus['to'] | null => {
  if (written.phase !== undefined) return phaseOf(sheet, path, written.phase, judging)
  if (written.probe !== undefined) {
    checkName(sheet, path, written.probe, { kind: 'probe', names: sheet.keysOf(['probes']) })
    return { kind: 'probe', probe: written.probe }
  }
  const named = written.file === true ? sheet.data(['report', 'baselineFile']) : written.file
  if (typeof named === 'string') return { kind: 'file', file: named, phases: readStored(sheet, path, named, judging) }
  sheet.report({ code: CODES.missing, path, message: 'file: true needs report.baselineFile, and there is none' })
  return null
}

const phaseOf = (sheet: Sheet, path: Path, phase: string, { phases }: Judging): Versus['to'] => {
  const names = declaredPhases(sheet).map(({ name }) => name)
  checkName(sheet, path, phase, { kind: 'phase', names })
  if (phases.includes(phase))
    sheet.report({ code: CODES.wrong, path, message: `${phase} would be compared with itself` })
  return { kind: 'phase', phase }
}
