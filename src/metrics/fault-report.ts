import type { FaultPlan } from '../core/plan.js'
import type { FaultReport } from '../core/report.js'
import { type DoseTallies, doseReports } from './doses.js'
import { type FaultRecords, tallyOf } from './faults.js'

/** One row a fault of the plan, in its order. */
export const faultReports = (
  plan: readonly FaultPlan[],
  { byId }: FaultRecords,
  doses: DoseTallies,
): readonly FaultReport[] =>
  plan.map(({ id, fault, target, minHits }) => {
    const record = byId.get(id)
    return {
      ...{ id, fault, target },
      ...tallyOf(record),
      missedWhy: record?.missedWhy ?? null,
      minHits,
      firstHitMs: record?.firstHitMs ?? null,
      lastHitMs: record?.lastHitMs ?? null,
      windows: (record?.windows ?? []).map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      doses: doseReports(doses, id),
    }
  })
