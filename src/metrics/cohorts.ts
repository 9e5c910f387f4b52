import type { Entry, View } from '../core/journal.js'

/** Exchanges on the target of a fault that is for one cohort, in one phase. */
export interface Carried {
  all: number
  /** Those that said which cohort they belong to. */
  tagged: number
}

export interface CohortTallies {
  /** The targets of such faults, but those on the entry itself, which needs no header. */
  targets: readonly string[]
  phase: string
  readonly byTarget: Map<string, Map<string, Carried>>
}

/** How much of the traffic that faults of one cohort aim at says whose it is. The state belongs to the fold. */
export const cohortTallies: View<CohortTallies> = {
  start: () => ({ targets: [], phase: '', byTarget: new Map() }),
  next(state, entry) {
    if (entry.type === 'phase.started') state.phase = entry.phase
    if (entry.type === 'run.started') state.targets = targetsOf(entry)
    if (entry.type !== 'exchange.closed') return state
    const { route, cohort } = entry
    for (const target of state.targets)
      if (route === target || route.startsWith(`${target}/`)) count(state, target, cohort !== undefined)
    return state
  },
}

const targetsOf = ({ plan }: Extract<Entry, { type: 'run.started' }>): readonly string[] => {
  const aimed = plan.faults.filter(({ cohort }) => cohort !== undefined).map(({ target }) => target)
  return [...new Set(aimed)].filter(target => target.split('/')[0] !== plan.cohorts?.entry)
}

const count = ({ byTarget, phase }: CohortTallies, target: string, isTagged: boolean): void => {
  const phases = byTarget.get(target) ?? new Map<string, Carried>()
  const carried = phases.get(phase) ?? { all: 0, tagged: 0 }
  carried.all++
  if (isTagged) carried.tagged++
  phases.set(phase, carried)
  byTarget.set(target, phases)
}
