import type { Sample } from '../core/probe.js'

/** One abort rule at work: fed the samples of its probe, and told the time. It answers why it holds, or null. Times are ms since the run started. */
export interface RuleWatch {
  next(sample: Sample, t: number): string | null
  tick(now: number): string | null
}
