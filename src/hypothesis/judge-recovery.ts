import { type Measure, parseMeasure } from '../core/measure.js'
import type { RecoveryHypothesis } from '../core/plan.js'
import { showDuration } from '../core/units.js'
import { measureOf } from '../metrics/point.js'
import { ofSystem, startedIn, type Timed } from '../metrics/samples.js'
import { probeDoubt } from './doubt.js'
import type { Evidence } from './evidence.js'
import { examplesOf, type Finding, finding } from './finding.js'
import { satisfies } from './limit.js'
import { offenders } from './offenders.js'

const STEP_MS = 1_000
/** Fewer samples in a window say nothing of stability. */
const FEWEST = 3

/** One position of the window that must be good: from `afterMs` after the lift on. */
interface Look {
  readonly afterMs: number
  readonly samples: readonly Timed[]
  readonly state: 'good' | 'bad' | 'blind'
}

/**
 * From the last lifting of a fault on, a window of `stableForMs` slides in steps of a second; the system is back at the
 * first position that keeps the limit. A window that was not seen to its end, or hardly sampled, is blind; where no
 * good one comes within `withinMs`, a blind one leaves it open.
 */
export const judgeRecovery = (recovery: RecoveryHypothesis, evidence: Evidence): Finding => {
  const measure = parseMeasure(recovery.measure)
  if (measure === null) return finding('inconclusive', `there is no measure ${recovery.measure}`)
  const liftedMs = lastLift(evidence)
  if (liftedMs === null) return finding('inconclusive', 'the last fault was not seen to be lifted')
  const untilMs = evidence.phases.at(-1)?.untilMs ?? liftedMs
  const all = startedIn(evidence.samples.get(recovery.probe) ?? [], liftedMs, untilMs)
  const samples = ofSystem(all)
  const looks = looksOf(measure, recovery, samples, liftedMs, untilMs)
  const found = verdictOf(recovery, looks)
  const bad = found.verdict === 'fail' ? looks.find(({ state }) => state === 'bad') : undefined
  const examples = examplesOf(offenders(measure, recovery.limit, bad?.samples ?? []), evidence)
  return { ...mostlyBlind(all, samples, found), samples: samples.length, examples }
}

/** With every fault off, recovery counts from the end of the last phase that would have had some. */
const lastLift = ({ faults, phases, withoutFaults }: Evidence): number | null => {
  const inject = phases.filter(({ kind }) => kind === 'inject')
  if (withoutFaults) return inject.at(-1)?.untilMs ?? null
  const names = new Set(inject.map(({ name }) => name))
  const windows = [...faults.byId.values()].flatMap(record => record.windows.filter(({ phase }) => names.has(phase)))
  const lifts = windows.map(({ toMs }) => toMs)
  return lifts.includes(null) ? null : lifts.reduce<number | null>((last, at) => Math.max(last ?? 0, at ?? 0), null)
}

const looksOf = (
  measure: Measure,
  { limit, stableForMs, withinMs }: RecoveryHypothesis,
  samples: readonly Timed[],
  liftedMs: number,
  untilMs: number,
): readonly Look[] => {
  const lastMs = Math.max(withinMs, untilMs - liftedMs - stableForMs)
  return Array.from({ length: Math.floor(lastMs / STEP_MS) + 1 }, (_, at): Look => {
    const afterMs = at * STEP_MS
    const fromMs = liftedMs + afterMs
    const seen = startedIn(samples, fromMs, fromMs + stableForMs)
    const value = measureOf(measure, seen, stableForMs)
    if (fromMs + stableForMs > untilMs || seen.length < FEWEST || value === null)
      return { afterMs, samples: seen, state: 'blind' }
    return { afterMs, samples: seen, state: satisfies(limit, value) ? 'good' : 'bad' }
  })
}

const verdictOf = ({ withinMs, stableForMs }: RecoveryHypothesis, looks: readonly Look[]): Finding => {
  const back = looks.find(({ state }) => state === 'good')
  const measured = back?.afterMs ?? null
  if (back && back.afterMs <= withinMs)
    return finding('pass', `normal again ${showDuration(back.afterMs)} after the last fault`, { measured })
  if (looks.some(({ afterMs, state }) => afterMs <= withinMs && state === 'blind'))
    return finding(
      'inconclusive',
      `too few samples in the ${showDuration(withinMs + stableForMs)} after the last fault`,
      {
        measured,
        advice: `let the recover phase last ${showDuration(withinMs + stableForMs)} or more, and sample at least ${FEWEST} times in ${showDuration(stableForMs)}`,
      },
    )
  const when = back ? `only ${showDuration(back.afterMs)} after the last fault` : 'not before the end of the run'
  return finding('fail', `normal again ${when}`, { measured })
}

const mostlyBlind = (all: readonly Timed[], samples: readonly Timed[], found: Finding): Finding => {
  const doubt = probeDoubt(all.length - samples.length, all.length)
  return doubt === null ? found : { ...found, verdict: 'inconclusive', why: doubt.why, advice: doubt.advice }
}
