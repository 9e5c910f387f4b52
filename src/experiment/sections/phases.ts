import * as v from 'valibot'
import { duration, percent } from '../../core/options.js'
import { PHASE_KINDS, type PhaseKind, type PhasePlan, type ScheduledFault } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { either } from '../check/words.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { checkFaults, checkTimes } from './phase-checks.js'
import { doc, slug } from './shapes.js'
import { checkUnique } from './targets.js'

const ramp = v.strictObject({
  over: doc(duration, 'How long it grows.'),
  from: doc(v.optional(percent, '0%'), 'The share of its own percentage that each fault starts with.'),
})
const scheduled = v.strictObject({
  fault: doc(v.string(), 'The id of a fault.'),
  at: doc(v.optional(duration, '0s'), 'When it begins, from the start of the phase.'),
  for: doc(v.optional(duration), 'How long it stays; to the end of the phase by default.'),
  every: doc(v.optional(duration), 'How often it comes again; once by default.'),
})

export const phaseShape = v.strictObject({
  name: doc(slug, 'A name of its own.'),
  kind: doc(v.optional(v.picklist(PHASE_KINDS)), 'What it is for; taken from the name where that is a kind.'),
  duration: doc(v.pipe(duration, v.minValue(1, 'expected more than 0s')), 'How long it lasts.'),
  settle: doc(v.optional(duration, '0s'), 'Samples in this first part are recorded, not judged.'),
  faults: doc(v.optional(v.array(v.string()), []), 'Ids of faults that are active for the whole phase.'),
  ramp: doc(v.optional(ramp), 'Faults grow instead of starting at once.'),
  schedule: doc(v.optional(v.array(scheduled), []), 'Faults that are active for a part of the phase.'),
  gate: doc(v.optional(v.picklist(['auto'])), 'When the phase starts: auto.'),
})
export type WrittenPhase = v.InferOutput<typeof phaseShape>

const SECOND = 1_000
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
    const phase = phaseOf(sheet, path, read)
    checkTimes(sheet, path, read)
    checkFaults(sheet, path, phase, faults)
    return [phase]
  })
}

const isKind = (name: string): name is PhaseKind => PHASE_KINDS.some(kind => kind === name)

const phaseOf = (sheet: Sheet, path: Path, read: WrittenPhase): PhasePlan => {
  const { name, duration, settle, faults, ramp, schedule } = read
  const kind = read.kind ?? (isKind(name) ? name : null)
  if (kind === null)
    sheet.report({
      code: CODES.missing,
      path,
      message: `"kind" is missing, and the name "${name}" tells none: expected ${either(PHASE_KINDS)}`,
    })
  return {
    name,
    kind: kind ?? 'inject',
    durationMs: duration,
    settleMs: settle,
    faults,
    ...(ramp && { ramp: { overMs: ramp.over, from: ramp.from } }),
    schedule: schedule.map(entry => scheduledOf(entry, duration)),
  }
}

const scheduledOf = (
  { fault, at, for: length, every }: WrittenPhase['schedule'][number],
  whole: number,
): ScheduledFault => ({
  fault,
  atMs: at,
  forMs: length ?? Math.max(0, whole - at),
  ...(every === undefined ? {} : { everyMs: every }),
})
