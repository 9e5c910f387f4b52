import type { Clock } from '../core/clock.js'
import type { Journal } from '../core/journal.js'
import type { PhasePlan } from '../core/plan.js'
import type { LiftReason, Plane } from '../proxy/plane.js'
import type { Rule } from '../proxy/rule.js'
import type { EndsEarly } from './early-end.js'
import { rampAt, timelineOf } from './timeline.js'

/** What a phase acts on. */
export interface Stage {
  readonly clock: Clock
  readonly journal: Journal
  readonly plane: Pick<Plane, 'activate'>
  readonly rules: ReadonlyMap<string, Rule>
  /** Starts the load of a phase; the result stops it. */
  readonly startLoad: (phase: string) => () => void
  /** Why faults are lifted when the phase is left early. */
  readonly whyLeft: () => LiftReason
  readonly endsEarly: EndsEarly
}

/**
 * Runs one phase to its end, or until the signal aborts; rejects with its reason then. Whichever way it is left, no
 * fault of it is in force afterwards, and `phase.ended` says that it was complete.
 */
export const runPhase = async (phase: PhasePlan, stage: Stage, signal: AbortSignal): Promise<void> => {
  const { clock, journal } = stage
  const { name, kind, durationMs, settleMs } = phase
  journal.append({ type: 'phase.started', phase: name, kind, durationMs, settleMs })
  const start = clock.now()
  const sleepUntil = (atMs: number) => clock.sleep(start + atMs - clock.now(), signal)
  const board = switchboard(phase, stage, start)
  const stopLoad = stage.startLoad(name)
  let early: string | null = null
  try {
    for (const { atMs, fault, on } of timelineOf(phase)) {
      if (atMs > 0) await sleepUntil(atMs)
      if (on) board.on(fault)
      else board.off(fault, 'schedule')
    }
    early = await sleepOrEarlier(phase, start + durationMs, stage, signal)
  } finally {
    board.allOff(signal.aborted ? stage.whyLeft() : 'phaseEnd')
    stopLoad()
  }
  journal.append({ type: 'phase.ended', phase: name, ...(early !== null && { early }) })
}

const LOOK_EVERY_MS = 250

/** Sleeps to the end of the phase; resolves with why it ended earlier, where it did. */
const sleepOrEarlier = async (
  phase: PhasePlan,
  endMs: number,
  { clock, endsEarly }: Stage,
  signal: AbortSignal,
): Promise<string | null> => {
  const left = () => endMs - clock.now()
  while (left() > LOOK_EVERY_MS) {
    await clock.sleep(LOOK_EVERY_MS, signal)
    const why = endsEarly(phase, left())
    if (why !== null) return why
  }
  await clock.sleep(left(), signal)
  return null
}

const switchboard = (phase: PhasePlan, { plane, rules, clock }: Stage, start: number) => {
  const lifts = new Map<string, (why: LiftReason) => void>()
  const off = (fault: string, why: LiftReason) => {
    lifts.get(fault)?.(why)
    lifts.delete(fault)
  }
  return {
    off,
    on(fault: string) {
      const rule = rules.get(fault)
      if (rule === undefined || lifts.has(fault)) return
      lifts.set(
        fault,
        plane.activate(rule, phase.name, () => rampAt(phase, clock.now() - start), phase.ramp?.of),
      )
    },
    allOff(why: LiftReason) {
      for (const fault of [...lifts.keys()]) off(fault, why)
    },
  }
}
