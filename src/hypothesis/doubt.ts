import type { FaultPlan, Plan } from '../core/plan.js'
import { plural } from '../core/plural.js'
import { showDuration, showPercent } from '../core/units.js'
import { tellStep } from '../metrics/clock-steps.js'
import type { CohortTallies } from '../metrics/cohorts.js'
import { type FaultRecord, tallyOf } from '../metrics/faults.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import { isProbeError, startedIn } from '../metrics/samples.js'
import type { Evidence } from './evidence.js'

/** Why nothing can be decided, and what would decide it. */
export interface Doubt {
  readonly why: string
  readonly advice: string
}

/** A larger share of probe errors leaves too much unseen. */
const MOST_PROBE_ERRORS = 0.1

/** Doubt about what a probe saw: null while it could look often enough. */
export const probeDoubt = (errors: number, samples: number): Doubt | null =>
  errors > samples * MOST_PROBE_ERRORS
    ? {
        why: `the probe itself failed ${errors} of ${plural(samples, 'time')} (${showPercent(errors / samples)})`,
        advice: 'mend the probe: its own errors say nothing of the system',
      }
    : null

/** Doubt about a probe in the judged part of a phase. */
export const doubtOfProbe = ({ samples }: Evidence, probe: string, span: PhaseSpan): Doubt | null => {
  const all = startedIn(samples.get(probe) ?? [], judgedFrom(span), span.untilMs)
  return probeDoubt(all.filter(isProbeError).length, all.length)
}

/** Doubt about a phase: the first fault that did not act as often as it must. */
export const doubtOfFaults = (
  { faults, cohorts, withoutFaults }: Evidence,
  plan: Plan,
  phase: string,
): Doubt | null => {
  if (withoutFaults) return null
  const planned = plan.phases.find(({ name }) => name === phase)
  const ids = new Set([...(planned?.faults ?? []), ...(planned?.schedule ?? []).map(({ fault }) => fault)])
  for (const fault of plan.faults) {
    if (!ids.has(fault.id)) continue
    const doubt = doubtOfCohort(fault, cohorts, plan, phase) ?? doubtOfFault(fault, faults.byId.get(fault.id), phase)
    if (doubt !== null) return doubt
  }
  return null
}

/** With less of the traffic saying whose it is, treatment is mixed into control. */
const LEAST_TAGGED = 0.9

const doubtOfCohort = ({ target }: FaultPlan, { byTarget }: CohortTallies, plan: Plan, phase: string): Doubt | null => {
  const carried = byTarget.get(target)?.get(phase)
  if (carried === undefined || carried.tagged >= carried.all * LEAST_TAGGED) return null
  const { tagged, all } = carried
  const header = plan.cohorts?.header ?? 'the cohort'
  return {
    why: `the app does not forward ${header}: ${tagged} of ${plural(all, 'request')} to ${target} carried it`,
    advice: `send ${header} on in every call that is made for a request`,
  }
}

const doubtOfFault = (fault: FaultPlan, record: FaultRecord | undefined, phase: string): Doubt | null => {
  const { id, target, minHits } = fault
  const windows = record?.windows.filter(window => window.phase === phase) ?? []
  if (windows.length === 0)
    return { why: `${id} was never active in ${phase}`, advice: `see why ${phase} ended before ${id} began` }
  if (windows.some(({ why }) => why === 'expired'))
    return { why: `${id} expired before its time`, advice: 'raise safety.faultTtl, or give the runner more CPU' }
  const { matched, hits, missed } = tallyOf(record, phase)
  if (hits - missed >= minHits) return null
  if (matched === 0)
    return { why: `0 requests matched ${id}`, advice: `send traffic through ${target}, or mend the target` }
  if (missed > 0)
    return {
      why: `${id} could not act on ${missed} of its ${plural(hits, 'hit')} (${record?.missedWhy ?? 'unknown'})`,
      advice: 'see what it needs to act, or choose another fault',
    }
  const few = hits === 0 ? 'none was hit' : `${hits} ${hits === 1 ? 'was' : 'were'} hit, ${minHits} needed`
  return {
    why: `${plural(matched, 'request')} matched ${id}, ${few}`,
    advice: 'raise its percent, lengthen the phase, or send more traffic',
  }
}

/** Doubt about phases in which the wall clock may have stepped: the system's own tokens, caches and timers go by it. */
export const doubtOfClock = ({ clockSteps }: Evidence, spans: readonly PhaseSpan[]): Doubt | null => {
  for (const { name, fromMs, untilMs } of spans) {
    const step = clockSteps.find(step => step.toMs >= fromMs && step.fromMs <= untilMs)
    if (step !== undefined)
      return { why: `${tellStep(step.byMs)} in ${name}`, advice: 'see what sets the clock, and run it again' }
  }
  return null
}

/** Doubt about a phase that did not last as long as planned. */
export const doubtOfLength = ({ complete, name, fromMs, untilMs, durationMs }: PhaseSpan): Doubt | null =>
  complete
    ? null
    : {
        why: `${name} was cut short after ${showDuration(untilMs - fromMs)} of ${showDuration(durationMs)}`,
        advice: 'see what stopped the run, and run it again',
      }
