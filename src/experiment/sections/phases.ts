import { PHASE_KINDS, type PhaseKind, type PhasePlan, type ScheduledFault } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { either } from '../check/words.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { checkFaults, checkTimes, checkUntil } from './phase-checks.js'
import { phaseShape, type WrittenPhase } from './phase-shape.js'
import { checkUnique } from './targets.js'

const SECOND = 1_000
const DEFAULT_KINDS = ['baseline', 'inject', 'recover'] as const
const plain = (name: PhaseKind, seconds: number, faults: readonly string[]): PhasePlan => ({
  name,
  kind: name,
  durationMs: seconds * SECOND,
  settleMs: 0,
  faults,
  schedule: [],
})

/** The phases in order; a baseline, a phase with all faults and a recovery where the file has none. */
export const readPhases = (sheet: Sheet): readonly PhasePlan[] => {
  const faults = sheet.keysOf(['faults'])
  if (!sheet.has(['phases'])) return [plain('baseline', 20, []), plain('inject', 40, faults), plain('recover', 20, [])]
  const indices = sheet.indices(['phases'])
  const names = new Map<string, Path>()
  if (indices.length === 0)
    sheet.report({ code: CODES.missing, path: ['phases'], message: 'expected at least one phase', on: 'key' })
  return indices.flatMap(index => {
    const path = ['phases', index]
    const read = sheet.read(phaseShape, path)
    if (!read) return []
    checkUnique(sheet, [...path, 'name'], read.name, names)
    checkTimes(sheet, path, read)
    const phase = phaseOf(sheet, path, read)
    if (phase) checkFaults(sheet, path, phase, faults)
    if (phase) checkUntil(sheet, path, phase)
    return phase ? [phase] : []
  })
}

/** Name and kind of every phase, also of those with problems of their own. */
export const declaredPhases = (sheet: Sheet): readonly { readonly name: string; readonly kind: string }[] => {
  if (!sheet.has(['phases'])) return DEFAULT_KINDS.map(kind => ({ name: kind, kind }))
  return sheet.indices(['phases']).flatMap(index => {
    const name = sheet.data(['phases', index, 'name'])
    const kind = sheet.data(['phases', index, 'kind'])
    return typeof name === 'string' ? [{ name, kind: typeof kind === 'string' ? kind : name }] : []
  })
}

const isKind = (name: string): name is PhaseKind => PHASE_KINDS.some(kind => kind === name)

const phaseOf = (sheet: Sheet, path: Path, read: WrittenPhase): PhasePlan | null => {
  const { name, duration, settle, faults, ramp, schedule, gate, until } = read
  const kind = read.kind ?? (isKind(name) ? name : null)
  if (kind === null) {
    const message = `"kind" is missing, and the name "${name}" tells none: expected ${either(PHASE_KINDS)}`
    sheet.report({ code: CODES.missing, path, message })
    return null
  }
  return {
    name,
    kind,
    durationMs: duration,
    settleMs: settle,
    faults,
    ...(ramp && { ramp: rampOf(ramp) }),
    schedule: schedule.map(entry => scheduledOf(entry, duration)),
    ...(until !== 'none' && { until }),
    ...(gate === 'manual' && { gate }),
  }
}

const rampOf = ({ over, from, of }: NonNullable<WrittenPhase['ramp']>): NonNullable<PhasePlan['ramp']> => ({
  ...{ overMs: over, from },
  ...(of === 'dose' && { of }),
})

const scheduledOf = (
  { fault, at, for: length, every, until }: WrittenPhase['schedule'][number],
  whole: number,
): ScheduledFault => ({
  fault,
  atMs: at,
  forMs: length ?? Math.max(0, whole - at),
  ...(every === undefined ? {} : { everyMs: every }),
  ...(until === undefined ? {} : { untilMs: until }),
})
