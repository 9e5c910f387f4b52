import * as v from 'valibot'
import { duration } from '../../core/options.js'
import type { AbortRule, PhasePlan } from '../../core/plan.js'
import { showDuration } from '../../core/units.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { limitEntries, readLimit } from './limits.js'
import type { Probes } from './probes.js'
import { doc, positive, slug } from './shapes.js'
import { checkName, checkUnique } from './targets.js'

const { measure, max, min } = limitEntries

export const abortShape = v.strictObject({
  id: doc(slug, 'An id of its own.'),
  probe: doc(v.string(), 'The id of the probe that is watched.'),
  measure,
  max,
  min,
  window: doc(v.optional(duration, '10s'), 'The length of the window that is measured.'),
  for: doc(v.optional(duration, '0s'), 'How long the limit must be broken.'),
  minSamples: doc(v.optional(positive, 10), 'Windows with fewer samples do not count.'),
  maxConsecutiveFailures: doc(v.optional(positive), 'Instead of a limit: so many failed samples in a row end the run.'),
  maxConsecutiveErrors: doc(v.optional(positive), 'Instead of a limit: so many errors of the probe itself in a row.'),
})

export const readAbort = (sheet: Sheet, probes: Probes, phases: readonly PhasePlan[]): readonly AbortRule[] => {
  const ids = new Map<string, Path>()
  return sheet.indices(['abort']).flatMap(index => {
    const path = ['abort', index]
    const read = sheet.read(abortShape, path)
    if (!read) return []
    checkUnique(sheet, [...path, 'id'], read.id, ids)
    checkName(sheet, [...path, 'probe'], read.probe, { kind: 'probe', names: sheet.keysOf(['probes']) })
    checkFor(sheet, path, read.for, phases)
    const rule = ruleOf(sheet, path, read, probes)
    return rule ? [rule] : []
  })
}

/** A rule that needs longer than there are faults never ends them. */
const checkFor = (sheet: Sheet, path: Path, forMs: number, phases: readonly PhasePlan[]): void => {
  const inject = phases.filter(({ kind }) => kind === 'inject')
  const wholeMs = inject.reduce((sum, { durationMs }) => sum + durationMs, 0)
  if (inject.length === 0 || forMs <= wholeMs) return
  const message = `a limit that must be broken for ${showDuration(forMs)} ends nothing: faults last ${showDuration(wholeMs)}`
  sheet.report({ code: CODES.schedule, path: [...path, 'for'], message })
}

const ruleOf = (sheet: Sheet, path: Path, read: v.InferOutput<typeof abortShape>, probes: Probes): AbortRule | null => {
  const { id, probe, maxConsecutiveFailures: failures, maxConsecutiveErrors: errors } = read
  const base = { id, probe, place: sheet.place(path) }
  const ways = [read.measure, failures, errors].filter(way => way !== undefined)
  if (ways.length !== 1) {
    const message = `expected exactly one of measure, maxConsecutiveFailures, maxConsecutiveErrors, found ${ways.length}`
    sheet.report({ code: CODES.notExactlyOne, path, message })
    return null
  }
  if (failures !== undefined) return { ...base, kind: 'consecutive', of: 'failures', max: failures }
  if (errors !== undefined) return { ...base, kind: 'consecutive', of: 'errors', max: errors }
  const measured = readLimit(sheet, path, read, probes)
  const { window, for: length, minSamples } = read
  return measured && { ...base, kind: 'measure', ...measured, windowMs: window, forMs: length, minSamples }
}
