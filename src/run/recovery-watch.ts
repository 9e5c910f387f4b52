import type { Journal } from '../core/journal.js'
import type { PhasePlan, Plan } from '../core/plan.js'
import { type Evidence, growingEvidence } from '../hypothesis/evidence.js'
import { judgeRecovery } from '../hypothesis/judge-recovery.js'

/** Why a phase may end before its time is over; null while it may not. */
export type EndsEarly = (phase: PhasePlan) => string | null

/** Remembers of the journal what recoveries are judged by, and nothing where no phase waits for them. */
export const watchRecovery = (plan: Plan, journal: Journal): EndsEarly => {
  if (plan.phases.every(({ until }) => until === undefined)) return () => null
  const evidence = growingEvidence()
  journal.subscribe(evidence.next)
  return phase => (phase.until === 'allRecovered' && isRecovered(plan, phase, evidence.now()) ? 'all recovered' : null)
}

/** A limit that is judged in the phase is owed all the samples that it was planned with. */
const isRecovered = ({ hypotheses }: Plan, { name }: PhasePlan, evidence: Evidence): boolean => {
  if (hypotheses.some(({ kind, phases }) => kind === 'slo' && phases.includes(name))) return false
  const recoveries = hypotheses.filter(one => one.kind === 'recovery')
  return recoveries.length > 0 && recoveries.every(one => judgeRecovery(one, evidence).verdict === 'pass')
}
