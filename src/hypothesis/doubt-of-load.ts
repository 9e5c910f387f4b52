import { plural } from '../core/plural.js'
import { showDuration } from '../core/units.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import type { Doubt } from './doubt.js'
import type { Evidence } from './evidence.js'

/** A request is late when it was sent so long after it was due; as long a pause of ours counts as saturation. */
const LATE_MS = 250
/** A larger share of late requests says more of us than of the system. */
const MOST_LATE = 0.1

/** Doubt about a phase in which we were too slow to send what was due, and so to measure what came back. */
export const doubtOfLoad = ({ sendings }: Evidence, span: PhaseSpan): Doubt | null => {
  for (const [load, { sent }] of sendings) {
    const due = sent.filter(({ dueMs }) => isJudged(dueMs, span))
    const late = due.filter(({ lateMs }) => lateMs > LATE_MS)
    if (late.length <= due.length * MOST_LATE) continue
    return {
      why: `fallacy itself was late: ${late.length} of ${plural(due.length, 'request')} of ${load} were sent ${showDuration(LATE_MS)} or more after they were due`,
      advice: 'give fallacy more CPU, or lower the rate of the load',
    }
  }
  return null
}

/** A sentence for each load that left out requests in a phase, because too many were in flight. */
export const droppedIn = ({ sendings }: Evidence, span: PhaseSpan): readonly string[] =>
  [...sendings].flatMap(([load, { sent, dropped }]) => {
    const left = dropped.filter(at => isJudged(at, span)).length
    const all = left + sent.filter(({ dueMs }) => isJudged(dueMs, span)).length
    return left === 0 ? [] : [`${load} dropped ${left} of ${plural(all, 'request')}`]
  })

const isJudged = (atMs: number, span: PhaseSpan): boolean => atMs >= judgedFrom(span) && atMs < span.untilMs
