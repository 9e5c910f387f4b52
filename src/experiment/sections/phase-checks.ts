import type { PhasePlan } from '../../core/plan.js'
import { showDuration } from '../../core/units.js'
import type { Rule } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Safety } from '../experiment.js'
import type { Path } from '../yaml/tree.js'
import type { WrittenPhase } from './phase-shape.js'
import { checkName } from './targets.js'

/** Reports times that do not fit into the phase. */
export const checkTimes = (
  sheet: Sheet,
  path: Path,
  { name, duration, settle, ramp, schedule }: WrittenPhase,
): void => {
  const whole = `${name} (${showDuration(duration)})`
  const refuse = (at: Path, message: string) => sheet.report({ code: CODES.schedule, path: [...path, ...at], message })
  if (settle >= duration) refuse(['settle'], `settle must be shorter than ${whole}`)
  if (ramp && ramp.over > duration)
    refuse(['ramp', 'over'], `a ramp of ${showDuration(ramp.over)} is longer than ${whole}`)
  for (const [index, { at, for: length, every, until }] of schedule.entries()) {
    const entry = ['schedule', index]
    if (until !== undefined && every === undefined) refuse([...entry, 'until'], '"until" needs "every"')
    else if (until !== undefined && (until <= at || until > duration))
      refuse([...entry, 'until'], `until ${showDuration(until)} is not between at and the end of ${whole}`)
    if (at >= duration) refuse([...entry, 'at'], `at ${showDuration(at)} is outside ${whole}`)
    else if (at + (length ?? 0) > duration)
      refuse([...entry, 'for'], `${showDuration(at)} and ${showDuration(length ?? 0)} end outside ${whole}`)
    if (length === 0) refuse([...entry, 'for'], 'expected more than 0s')
    if (every !== undefined && length === undefined) refuse([...entry, 'every'], '"every" needs "for"')
    else if (every !== undefined && every < (length ?? 0))
      refuse([...entry, 'every'], `every ${showDuration(every)} is shorter than for ${showDuration(length ?? 0)}`)
  }
}

/** Reports an early end that has nothing to wait for. */
export const checkUntil = (sheet: Sheet, path: Path, { name, kind, until }: PhasePlan): void => {
  if (until === undefined) return
  const refuse = (message: string) => sheet.report({ code: CODES.wrong, path: [...path, 'until'], message })
  const kinds = sheet.indices(['hypotheses']).map(index => sheet.data(['hypotheses', index, 'kind']) ?? 'slo')
  if (until === 'minSamples') {
    if (kind === 'warmup') refuse(`${name} is a warmup phase: no limit is judged in it`)
    else if (!kinds.includes('slo')) refuse('minSamples waits for hypotheses of kind slo, and there are none')
  } else if (kind !== 'recover') refuse(`${name} is a ${kind} phase: only a recover phase can wait for allRecovered`)
  else if (!kinds.includes('recovery'))
    refuse('allRecovered waits for hypotheses with kind: recovery, and there are none')
}

/** Reports faults that are not there, not here, or twice here. */
export const checkFaults = (
  sheet: Sheet,
  path: Path,
  { name, kind, faults, schedule }: PhasePlan,
  names: readonly string[],
) => {
  if (kind !== 'inject' && faults.length + schedule.length > 0)
    sheet.report({
      code: CODES.schedule,
      path: [...path, faults.length > 0 ? 'faults' : 'schedule'],
      message: `${name} is a ${kind} phase: faults work in inject phases only`,
    })
  if (kind === 'inject' && faults.length + schedule.length === 0)
    sheet.report({ code: CODES.nothingInjected, severity: 'warning', path, message: `${name} injects nothing` })
  const seen = new Set<string>()
  for (const [index, id] of faults.entries()) {
    checkName(sheet, [...path, 'faults', index], id, { kind: 'fault', names })
    if (seen.has(id))
      sheet.report({ code: CODES.duplicate, path: [...path, 'faults', index], message: `"${id}" is here twice` })
    seen.add(id)
  }
  for (const [index, { fault }] of schedule.entries()) {
    checkName(sheet, [...path, 'schedule', index, 'fault'], fault, { kind: 'fault', names })
    if (seen.has(fault))
      sheet.report({
        code: CODES.duplicate,
        path: [...path, 'schedule', index, 'fault'],
        message: `"${fault}" is active for the whole of ${name} already`,
      })
  }
}

/** Reports a ramp of doses over a fault whose doses have no strength. */
export const checkRamps = (sheet: Sheet, phases: readonly PhasePlan[], rules: readonly Rule[]): void => {
  for (const [index, { ramp, faults, schedule }] of phases.entries()) {
    if (ramp?.of !== 'dose') continue
    const ids = [...faults, ...schedule.map(({ fault }) => fault)]
    const bare = rules.find(({ id, fault }) => ids.includes(id) && fault.grows !== true)
    if (bare === undefined) continue
    const message = `${bare.id} (${bare.fault.name}) has no dose that could grow: expected of: percent`
    sheet.report({ code: CODES.wrong, path: ['phases', index, 'ramp', 'of'], message })
  }
}

/** The phases fit into the longest duration of a run. */
export const checkDuration = (sheet: Sheet, phases: readonly PhasePlan[], { maxDurationMs }: Safety): void => {
  const whole = phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  if (whole <= maxDurationMs) return
  const limit = ['safety', 'maxDuration']
  sheet.report({
    code: CODES.tooLong,
    path: ['phases'],
    on: 'key',
    message: `the phases last ${showDuration(whole)}, longer than safety.maxDuration (${showDuration(maxDurationMs)})`,
    ...(sheet.has(limit) && { related: { path: limit, label: 'the limit' } }),
    hints: ['shorten the phases, or raise safety.maxDuration'],
  })
}
