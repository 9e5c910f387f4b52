import { showDuration } from '../core/units.js'
import { type Trigger, watchAbort } from '../hypothesis/abort.js'
import type { Plane } from '../proxy/plane.js'
import { startPulse } from './pulse.js'
import type { RunContext } from './run.js'

/** Often enough for the shortest time-to-live (2 s) and for the abort rules. */
const EVERY_MS = 250

export interface KeepAlive {
  /** When the run is aborted, ms since it started. */
  endMs(): number
  stop(): Promise<void>
}

/**
 * Renews the faults' time-to-live and asks the abort rules, four times a second. Past `safety.maxDuration` it renews no
 * more: the data plane lifts the faults by itself then, and the run is aborted. Waiting for a person does not count.
 */
export const keepAlive = (context: RunContext, plane: Plane): KeepAlive => {
  const { clock, journal, experiment, halt, elapsed } = context
  const ending = new AbortController()
  const rules = watchAbort(experiment.plan.abort)
  let end = elapsed() + experiment.safety.maxDurationMs
  let awaitedAt: number | null = null
  const abort = (rule: string, why: string, verify: boolean) => halt.stop({ kind: 'abort', rule, why, verify })
  const obey = (held: Trigger | null) => {
    if (held !== null) abort(held.rule, held.why, true)
  }
  const forget = journal.subscribe(entry => {
    obey(rules.next(entry))
    if (entry.type === 'phase.awaited') awaitedAt = entry.t
    if (entry.type !== 'phase.approved' || awaitedAt === null) return
    end += entry.t - awaitedAt
    awaitedAt = null
  })
  const beat = () => {
    obey(rules.tick(elapsed()))
    if (awaitedAt === null && elapsed() > end)
      abort('maxDuration', `longer than ${showDuration(experiment.safety.maxDurationMs)}`, false)
    else plane.renew()
  }
  const stoodStill = (ms: number) =>
    journal.append({ type: 'warning.raised', message: `the process stood still for ${showDuration(ms)}` })
  const saturated = (ms: number) => abort('saturated', `fallacy itself lags by ${showDuration(ms)}`, false)
  const pulse = startPulse({ clock, everyMs: EVERY_MS, beat, stoodStill, saturated }, ending.signal)
  return {
    endMs: () => end,
    async stop() {
      forget()
      ending.abort()
      await pulse
    },
  }
}
