import * as v from 'valibot'
import type { Hypothesis, PhasePlan } from '../../core/plan.js'
import { showDuration } from '../../core/units.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { readEventually } from './eventually.js'
import { baseOf, type Common } from './hypothesis-base.js'
import { alwaysShape, recoveryShape, sloShape } from './hypothesis-shapes.js'
import { readLimit } from './limits.js'
import type { Probes } from './probes.js'
import { readSloLimit } from './slo-limit.js'
import { checkName, checkUnique } from './targets.js'

const kindShape = v.object({ kind: v.optional(v.picklist(['slo', 'always', 'eventually', 'recovery']), 'slo') })

export interface Judged {
  /** Of the experiment. */
  readonly name: string
  /** Where relative paths start. */
  readonly folder: string
  readonly phases: readonly PhasePlan[]
  readonly probes: Probes
}

export const readHypotheses = (sheet: Sheet, judged: Judged): readonly Hypothesis[] => {
  const ids = new Map<string, Path>()
  return sheet.indices(['hypotheses']).flatMap(index => {
    const path = ['hypotheses', index]
    const kind = sheet.read(kindShape, path)?.kind
    const read = kind && READERS[kind](sheet, path, judged)
    if (!read) return []
    checkUnique(sheet, [...path, 'id'], read.id, ids)
    return [read]
  })
}

type Reader = (sheet: Sheet, path: Path, judged: Judged) => Hypothesis | null

const slo: Reader = (sheet, path, judged) => {
  const read = sheet.read(sloShape, path)
  const base = read && judgedOf(sheet, path, read, read.versus ? (read.gate ?? false) : read.gate)
  const measured = base && readSloLimit(sheet, path, read, { ...judged, ...base })
  if (!base || !measured) return null
  const { window, confidence, minSamples } = read
  return {
    ...base,
    kind: 'slo',
    ...measured,
    ...(window === undefined ? {} : { windowMs: window }),
    confidence,
    minSamples,
  }
}

const always: Reader = (sheet, path) => {
  const read = sheet.read(alwaysShape, path)
  const base = read && judgedOf(sheet, path, read, read.gate)
  return base && { ...base, kind: 'always', maxConsecutiveFailures: read.maxConsecutiveFailures }
}

const recovery: Reader = (sheet, path, judged) => {
  const read = sheet.read(recoveryShape, path)
  const base = read && judgedOf(sheet, path, read, false)
  const measured = read && readLimit(sheet, path, read, judged.probes)
  if (!base || !measured) return null
  const { within, stableFor } = read
  checkTimeToRecover(sheet, path, within + stableFor, judged.phases)
  return { ...base, kind: 'recovery', ...measured, withinMs: within, stableForMs: stableFor }
}

const READERS = { slo, always, eventually: readEventually, recovery }

const judgedOf = (sheet: Sheet, path: Path, read: Common, gate: boolean | undefined) => {
  checkName(sheet, [...path, 'probe'], read.probe, { kind: 'probe', names: sheet.keysOf(['probes']) })
  return baseOf(sheet, path, read, gate)
}

/** What comes after the last fault may be too short to see a recovery. */
const checkTimeToRecover = (sheet: Sheet, path: Path, neededMs: number, phases: readonly PhasePlan[]): void => {
  const last = phases.findLastIndex(({ kind }) => kind === 'inject')
  const left = phases.slice(last + 1).reduce((sum, { durationMs }) => sum + durationMs, 0)
  if (last < 0 || neededMs <= left) return
  sheet.report({
    code: CODES.recoveryTooShort,
    severity: 'warning',
    path: [...path, 'within'],
    message: `within and stableFor need ${showDuration(neededMs)}, and ${showDuration(left)} follow the last inject phase`,
    hints: ['lengthen the recover phase'],
  })
}
