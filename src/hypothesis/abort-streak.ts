import type { AbortRule } from '../core/plan.js'
import { plural } from '../core/plural.js'
import type { RuleWatch } from './rule-watch.js'

type StreakRule = Extract<AbortRule, { kind: 'consecutive' }>

/**
 * Holds when more than `max` failures, or errors of the probe itself, come in a row. A probe error neither lengthens a
 * row of failures nor ends it: it did not see the system.
 */
export const streakWatch = ({ of, max, probe }: StreakRule): RuleWatch => {
  let streak = 0
  return {
    next(sample) {
      const isError = !sample.ok && sample.error === 'probeError'
      if (of === 'failures' && isError) return null
      const lengthens = of === 'errors' ? isError : !sample.ok
      streak = lengthens ? streak + 1 : 0
      if (streak <= max) return null
      return of === 'errors'
        ? `${probe} could not look ${plural(streak, 'time')} in a row`
        : `${probe} failed ${plural(streak, 'time')} in a row`
    },
    tick: () => null,
  }
}
