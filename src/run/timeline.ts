import type { PhasePlan } from '../core/plan.js'

/** A fault that goes on or off, in ms from the start of its phase. */
export interface Switch {
  readonly atMs: number
  readonly fault: string
  readonly on: boolean
}

interface Window {
  readonly fault: string
  readonly fromMs: number
  readonly toMs: number
}

/**
 * When each fault of a phase goes on and off, in order; at the same moment "off" comes first, so that a flapping fault
 * is lifted before it returns. Windows of a fault that overlap are one. What would go off at the end of the phase or
 * later is left to the end of the phase.
 */
export const timelineOf = (phase: PhasePlan): readonly Switch[] =>
  united(windowsOf(phase))
    .flatMap(({ fault, fromMs, toMs }): readonly Switch[] => [
      { atMs: fromMs, fault, on: true },
      ...(toMs < phase.durationMs ? [{ atMs: toMs, fault, on: false }] : []),
    ])
    .sort((a, b) => a.atMs - b.atMs || Number(a.on) - Number(b.on))

const windowsOf = (phase: PhasePlan): readonly Window[] => {
  const windows: Window[] = phase.faults.map(fault => ({ fault, fromMs: 0, toMs: Number.POSITIVE_INFINITY }))
  for (const { fault, atMs, forMs, everyMs, untilMs = phase.durationMs } of phase.schedule)
    for (let fromMs = atMs; fromMs < untilMs; fromMs += everyMs ?? Number.POSITIVE_INFINITY)
      windows.push({ fault, fromMs, toMs: everyMs === undefined ? fromMs + forMs : Math.min(fromMs + forMs, untilMs) })
  return windows
}

const united = (windows: readonly Window[]): readonly Window[] => {
  const last = new Map<string, Window>()
  const done: Window[] = []
  for (const window of [...windows].sort((a, b) => a.fromMs - b.fromMs)) {
    const { fault, fromMs, toMs } = window
    const before = last.get(fault)
    if (before !== undefined && fromMs < before.toMs) {
      last.set(fault, { ...before, toMs: Math.max(before.toMs, toMs) })
      continue
    }
    if (before !== undefined) done.push(before)
    last.set(fault, window)
  }
  return [...done, ...last.values()]
}

/** How much of a fault's percentage is in force `elapsedMs` after the start of the phase: 0 to 1. */
export const rampAt = (phase: PhasePlan, elapsedMs: number): number => {
  if (phase.ramp === undefined) return 1
  const { from, overMs } = phase.ramp
  return overMs <= 0 ? 1 : Math.min(1, from + (1 - from) * (Math.max(elapsedMs, 0) / overMs))
}
