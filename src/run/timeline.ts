import type { PhasePlan } from '../core/plan.js'

/** A fault that goes on or off, in ms from the start of its phase. */
export interface Switch {
  readonly atMs: number
  readonly fault: string
  readonly on: boolean
}

/**
 * When each fault of a phase goes on and off, in order; at the same moment "off" comes first, so that a flapping fault
 * is lifted before it returns. What would go off at the end of the phase or later is left to the end of the phase.
 */
export const timelineOf = (phase: PhasePlan): readonly Switch[] => {
  const switches: Switch[] = phase.faults.map(fault => ({ atMs: 0, fault, on: true }))
  for (const { fault, atMs, forMs, everyMs } of phase.schedule) {
    for (let start = atMs; start < phase.durationMs; start += everyMs ?? Number.POSITIVE_INFINITY) {
      switches.push({ atMs: start, fault, on: true })
      if (start + forMs < phase.durationMs) switches.push({ atMs: start + forMs, fault, on: false })
    }
  }
  return switches.sort((a, b) => a.atMs - b.atMs || Number(a.on) - Number(b.on))
}

/** How much of a fault's percentage is in force `elapsedMs` after the start of the phase: 0 to 1. */
export const rampAt = (phase: PhasePlan, elapsedMs: number): number => {
  if (phase.ramp === undefined) return 1
  const { from, overMs } = phase.ramp
  return overMs <= 0 ? 1 : Math.min(1, from + (1 - from) * (Math.max(elapsedMs, 0) / overMs))
}
