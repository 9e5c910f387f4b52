import type { Hypothesis, PhasePlan } from '../core/plan.js'
import { showDuration } from '../core/units.js'
import type { Experiment } from '../experiment/experiment.js'
import { placeholders } from './hosts.js'

/** How many samples a hypothesis will get in a phase, and what it needs. */
export interface Forecast {
  readonly id: string
  readonly phase: string
  readonly expected: string
  readonly needed: string
  readonly says: string
}

/** One row for each hypothesis and phase. */
export const forecasts = (experiment: Experiment): readonly Forecast[] => {
  const probes = new Map(experiment.settle(placeholders(experiment)).probes.map(({ id, everyMs }) => [id, everyMs]))
  return experiment.plan.hypotheses.flatMap(hypothesis =>
    phasesOf(hypothesis, experiment.plan.phases).map(phase =>
      forecast(hypothesis, phase, probes.get(hypothesis.probe)),
    ),
  )
}

const phasesOf = ({ phases }: Hypothesis, all: readonly PhasePlan[]): readonly PhasePlan[] =>
  all.filter(({ name }) => phases.includes(name))

const forecast = (hypothesis: Hypothesis, phase: PhasePlan, everyMs: number | null | undefined): Forecast => {
  const judgedMs = phase.durationMs - phase.settleMs
  const expected = everyMs == null ? null : Math.floor(judgedMs / everyMs)
  return {
    id: hypothesis.id,
    phase: phase.name,
    expected: expected === null ? 'samples by traffic' : `~${expected} samples`,
    needed: '',
    says: `in ${showDuration(judgedMs)}`,
  }
}
