import type { Entry } from '../core/journal.js'
import type { AbortRule } from '../core/plan.js'
import { streakWatch } from './abort-streak.js'
import { windowWatch } from './abort-window.js'
import type { RuleWatch } from './rule-watch.js'

/** The rule that holds, and why. */
export interface Trigger {
  readonly rule: string
  readonly why: string
}

/** Fed every entry, and told the time now and then (windows empty themselves); both answer the first rule that holds. */
export interface AbortWatch {
  next(entry: Entry): Trigger | null
  tick(now: number): Trigger | null
}

/** A probe that an abort rule depends on is blind after this many errors of its own in a row. */
const BLIND_AFTER = 5

/** Plain windows and streaks without any confidence: an abort must be quick, and may be wrong on the safe side. */
export const watchAbort = (rules: readonly AbortRule[]): AbortWatch => {
  const watches = [...rules, ...blindRules(rules)].map(rule => ({ rule, watch: watchOf(rule) }))
  return {
    next(entry) {
      if (entry.type !== 'probe.sampled') return null
      for (const { rule, watch } of watches) {
        const why = rule.probe === entry.probe ? watch.next(entry.sample, entry.t) : null
        if (why !== null) return { rule: rule.id, why }
      }
      return null
    },
    tick(now) {
      for (const { rule, watch } of watches) {
        const why = watch.tick(now)
        if (why !== null) return { rule: rule.id, why }
      }
      return null
    },
  }
}

const watchOf = (rule: AbortRule): RuleWatch => (rule.kind === 'consecutive' ? streakWatch(rule) : windowWatch(rule))

const isAboutErrors = (rule: AbortRule): boolean => rule.kind === 'consecutive' && rule.of === 'errors'

/** One built-in rule for each probe in use that has no rule of its own about its errors. */
const blindRules = (rules: readonly AbortRule[]): readonly AbortRule[] => {
  const guarded = new Set(rules.filter(isAboutErrors).map(({ probe }) => probe))
  const first = new Map(rules.toReversed().map(rule => [rule.probe, rule]))
  return [...first.values()]
    .filter(({ probe }) => !guarded.has(probe))
    .map(({ probe, place }) => ({
      id: `blind:${probe}`,
      probe,
      place,
      kind: 'consecutive',
      of: 'errors',
      max: BLIND_AFTER - 1,
    }))
}
