import type { Hypothesis, Plan } from '../../src/core/plan.js'
import type { Judgement } from '../../src/core/report.js'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { type JournalWriter, phase, planOf } from './journal-factory.js'

/** A plan of one phase of 40 s without faults. */
export const calmPlan = (hypothesis: Hypothesis, parts: Partial<Plan> = {}): Plan =>
  planOf({ faults: [], phases: [phase('inject', 40, { faults: [] })], hypotheses: [hypothesis], ...parts })

/** The first judgement of a plan by what is in a journal. */
export const judgedBy = (plan: Plan, { entries }: Pick<JournalWriter, 'entries'>): Judgement => {
  const [judgement] = judge(plan, evidenceOf(entries))
  if (judgement === undefined) throw new Error('nothing was judged')
  return judgement
}
