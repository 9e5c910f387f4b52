import type { Journal } from '../core/journal.js'
import type { PhasePlan, Plan } from '../core/plan.js'
import { hasEnough } from '../hypothesis/enough.js'
import { type Evidence, growingEvidence } from '../hypothesis/evidence.js'
import { judgeRecovery } from '../hypothesis/judge-recovery.js'
import { lostIn } from '../hypothesis/lost.js'
import { MAX_OPEN } from './prober.js'

/** Why a phase may end before its time is over, with `leftMs` still to go; null while it may not. */
export type EndsEarly = (phase: PhasePlan, leftMs: number) => string | null

export interface EarlyEndOptions {
  readonly journal: Journal
  /** How often each probe looks, ms; of those that watch traffic nobody knows. */
  readonly everyMs: ReadonlyMap<string, number>
  /** End any phase once a limit cannot be kept any more. */
  readonly failFast: boolean
  /** Every fault is off, so that none is waited for. */
  readonly withoutFaults: boolean
}

/** Remembers of the journal what an early end is decided by, and nothing where no phase may have one. */
export const watchEarlyEnd = (plan: Plan, options: EarlyEndOptions): EndsEarly => {
  const { journal, everyMs, failFast, withoutFaults } = options
  if (!failFast && plan.phases.every(({ until }) => until === undefined)) return () => null
  const evidence = growingEvidence(withoutFaults)
  journal.subscribe(evidence.next)
  return (phase, leftMs) => {
    const { until } = phase
    if (until === 'allRecovered' && isRecovered(plan, phase, evidence.now())) return 'all recovered'
    if (until === 'minSamples' && hasEnough(plan, phase, evidence.now())) return 'every limit has its samples'
    if (!failFast && until !== 'minSamples') return null
    const lost = lostIn(plan, phase, evidence.now(), { leftMs, most: (probe, ms) => mostOf(everyMs.get(probe), ms) })
    return lost === null ? null : `${lost.id} cannot be kept any more`
  }
}

/** The most samples that may still come; null where nobody knows. */
const mostOf = (everyMs: number | undefined, leftMs: number): number | null =>
  everyMs === undefined ? null : Math.ceil(leftMs / everyMs) + MAX_OPEN

/** A limit that is judged in the phase is owed all the samples that it was planned with. */
const isRecovered = ({ hypotheses }: Plan, { name }: PhasePlan, evidence: Evidence): boolean => {
  if (hypotheses.some(({ kind, phases }) => kind === 'slo' && phases.includes(name))) return false
  const recoveries = hypotheses.filter(one => one.kind === 'recovery')
  return recoveries.length > 0 && recoveries.every(one => judgeRecovery(one, evidence).verdict === 'pass')
}
