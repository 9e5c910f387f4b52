import * as v from 'valibot'
import { duration } from '../../core/options.js'
import type { Hypothesis, PhasePlan } from '../../core/plan.js'
import { parsePercent, showDuration } from '../../core/units.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { limitEntries, readLimit } from './limits.js'
import type { Probes } from './probes.js'
import { count, doc, positive, slug } from './shapes.js'
import { checkName, checkUnique } from './targets.js'

const common = {
  id: doc(slug, 'An id of its own.'),
  title: doc(v.optional(v.string()), 'One line for people; the id by default.'),
  probe: doc(v.string(), 'The id of the probe whose samples are judged.'),
  phases: doc(v.optional(v.array(v.string())), 'Names of phases, each judged alone; the inject phases by default.'),
  severity: doc(v.optional(v.picklist(['block', 'warn']), 'block'), 'Whether a failure fails the run.'),
  onInconclusive: doc(v.optional(v.picklist(['fail', 'warn', 'pass']), 'fail'), 'What too little evidence means.'),
}
const gate = doc(v.optional(v.boolean()), 'It must hold in the baseline too, or no fault is injected.')

const LEAST = 0.5
const MOST = 0.999
const confidenceOf = (text: string): number | null => (text === 'none' ? null : parsePercent(text))
const confidence = v.pipe(
  v.string(issue => `expected a confidence from 50% to 99.9%, or none, found ${issue.received}: it has no unit`),
  v.check(
    text => text === 'none' || (confidenceOf(text) ?? 0) >= LEAST,
    issue => `expected a confidence from 50% to 99.9%, or none, found ${JSON.stringify(issue.input)}`,
  ),
  v.check(
    text => (confidenceOf(text) ?? 0) <= MOST + Number.EPSILON,
    issue => `expected a confidence of at most 99.9%, found ${issue.input}`,
  ),
  v.transform(confidenceOf),
)

export const sloShape = v.strictObject({
  kind: doc(v.optional(v.literal('slo'), 'slo'), 'A limit that a measure keeps.'),
  ...common,
  gate,
  ...limitEntries,
  window: doc(v.optional(duration), 'Every window of this length must keep it; the whole phase by default.'),
  confidence: doc(v.optional(confidence, '95%'), 'How sure the verdict must be; none judges the number as measured.'),
  minSamples: doc(v.optional(v.union([v.literal('auto'), positive]), 'auto'), 'With fewer samples it is inconclusive.'),
})
export const alwaysShape = v.strictObject({
  kind: doc(v.literal('always'), 'A probe that keeps succeeding.'),
  ...common,
  gate,
  maxConsecutiveFailures: doc(v.optional(count, 0), 'So many failures in a row are still fine.'),
})
export const recoveryShape = v.strictObject({
  kind: doc(v.literal('recovery'), 'A measure that is back within its limit soon after the last fault.'),
  ...common,
  ...limitEntries,
  within: doc(duration, 'How soon, from the moment the last fault is lifted.'),
  stableFor: doc(v.optional(duration, '5s'), 'How long it must then hold.'),
})

const kindShape = v.object({ kind: v.optional(v.picklist(['slo', 'always', 'recovery']), 'slo') })

export interface Judged {
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
  const base = read && baseOf(sheet, path, read, judged, read.gate)
  const measured = read && readLimit(sheet, path, read, judged.probes)
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

const always: Reader = (sheet, path, judged) => {
  const read = sheet.read(alwaysShape, path)
  const base = read && baseOf(sheet, path, read, judged, read.gate)
  return base && { ...base, kind: 'always', maxConsecutiveFailures: read.maxConsecutiveFailures }
}

const recovery: Reader = (sheet, path, judged) => {
  const read = sheet.read(recoveryShape, path)
  const base = read && baseOf(sheet, path, read, judged, false)
  const measured = read && readLimit(sheet, path, read, judged.probes)
  if (!base || !measured) return null
  const { within, stableFor } = read
  checkTimeToRecover(sheet, path, within + stableFor, judged.phases)
  return { ...base, kind: 'recovery', ...measured, withinMs: within, stableForMs: stableFor }
}

const READERS = { slo, always, recovery }

type Common = Pick<
  v.InferOutput<typeof alwaysShape>,
  'id' | 'title' | 'probe' | 'phases' | 'severity' | 'onInconclusive'
>

const baseOf = (sheet: Sheet, path: Path, read: Common, { phases }: Judged, gate: boolean | undefined) => {
  const { id, title, probe, severity, onInconclusive } = read
  checkName(sheet, [...path, 'probe'], probe, { kind: 'probe', names: sheet.keysOf(['probes']) })
  const names = phases.map(({ name }) => name)
  for (const [index, name] of (read.phases ?? []).entries())
    checkName(sheet, [...path, 'phases', index], name, { kind: 'phase', names })
  const hasBaseline = phases.some(({ kind }) => kind === 'baseline')
  if (gate && !hasBaseline)
    sheet.report({
      code: CODES.noPhase,
      path: [...path, 'gate'],
      message: 'a gate needs a baseline phase, and there is none',
    })
  const chosen = read.phases ?? phases.filter(({ kind }) => kind === 'inject').map(({ name }) => name)
  if (chosen.length === 0)
    sheet.report({ code: CODES.noPhase, path, message: `"${id}" is judged in no phase: name some with phases: […]` })
  const place = sheet.place(path)
  return { id, title: title ?? id, probe, phases: chosen, gate: gate ?? hasBaseline, severity, onInconclusive, place }
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
