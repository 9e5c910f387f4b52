import { parseMeasure } from '../core/measure.js'
import type { Hypothesis, PhasePlan, SloHypothesis } from '../core/plan.js'
import type { Address, Experiment, LoadSpec, ProbeSpec } from '../experiment/experiment.js'
import { samplesToConfirm } from '../hypothesis/needed.js'

/** How many samples a hypothesis, or the other side of its comparison, can expect in a phase, and needs at best. */
export interface Forecast {
  readonly hypothesis: Hypothesis
  readonly phase: PhasePlan
  readonly probe: string
  /** Null: that depends on traffic that is not of the experiment's making. */
  readonly pace: Pace | null
  /** Null where the pace is. */
  readonly expected: number | null
  readonly needed: number
  /** For how long samples are judged together, ms: of a phase without its settling time, or of one window. */
  readonly judgedMs: number
}

/** Samples come `share` (of 1) times as often as what makes them. */
export interface Pace {
  readonly by: 'probe' | 'load'
  readonly perSecond: number
  readonly share: number
  readonly cohort?: string
}

/** One for each hypothesis, phase and side of a comparison, in the file's order. */
export const forecasts = (experiment: Experiment): readonly Forecast[] => {
  const paceOf = pacesOf(experiment)
  return experiment.plan.hypotheses.flatMap(hypothesis => {
    const needed = neededBy(hypothesis)
    return sidesOf(hypothesis, experiment.plan.phases, needed).map(({ phase, probe, windowMs }) => {
      const whole = phase.durationMs - phase.settleMs
      const judgedMs = Math.min(whole, windowMs ?? whole)
      const pace = paceOf(probe, phase.name)
      const expected = pace && Math.floor((pace.perSecond * pace.share * judgedMs) / 1_000)
      return { hypothesis, phase, probe, pace, expected, needed, judgedMs }
    })
  })
}

interface Side {
  readonly phase: PhasePlan
  readonly probe: string
  readonly windowMs?: number
}

/** Another phase is one side, however many phases are compared with it, and is never cut into windows. */
const sidesOf = (hypothesis: Hypothesis, phases: readonly PhasePlan[], needed: number): readonly Side[] => {
  const { probe } = hypothesis
  const { versus, windowMs } = hypothesis.kind === 'slo' ? hypothesis : {}
  const judged = phases.filter(({ name }) => hypothesis.phases.includes(name))
  const side = (phase: PhasePlan, of: string) => ({ phase, probe: of, ...(windowMs !== undefined && { windowMs }) })
  const own = judged.map(phase => side(phase, probe))
  if (versus === undefined || needed <= 1) return own
  const { to } = versus
  if (to.kind === 'probe') return judged.flatMap(phase => [side(phase, probe), side(phase, to.probe)])
  const there = to.kind === 'phase' ? phases.filter(({ name }) => name === to.phase) : []
  return [...own, ...there.map(phase => ({ phase, probe }))]
}

type PaceOf = (probe: string, phase: string) => Pace | null

/** A probe that looks knows its own pace; one that watches a whole proxy sees at least the load that is sent there. */
const pacesOf = (experiment: Experiment): PaceOf => {
  const { probes, load, addresses } = experiment.foreseen
  return (id, phase) => {
    const spec = probes.find(probe => probe.id === id)
    if (spec === undefined) return null
    if (spec.everyMs !== null) return { by: 'probe', perSecond: 1_000 / spec.everyMs, share: 1 }
    const sent = load.filter(one => isIn(one, phase) && targetOf(one, addresses) === spec.probe.target)
    const part = sent.length === 0 ? null : partOf(spec, experiment)
    return part && { by: 'load', perSecond: sent.reduce((sum, { perSecond }) => sum + perSecond, 0), ...part }
  }
}

const isIn = ({ phases }: LoadSpec, phase: string): boolean => phases === null || phases.includes(phase)

const targetOf = ({ baseUrl }: LoadSpec, addresses: ReadonlyMap<string, Address>): string | null =>
  [...addresses].find(([, { url }]) => new URL(url).host === new URL(baseUrl).host)?.[0] ?? null

/** Null where the share of the traffic that counts cannot be known: cohorts are drawn at the entry only. */
const partOf = (
  { probe: { part, target } }: ProbeSpec,
  { plan: { cohorts } }: Experiment,
): Pick<Pace, 'share' | 'cohort'> | null => {
  if (part === undefined) return { share: 1 }
  if (part === 'some' || cohorts === undefined || cohorts.entry !== target) return null
  return { share: part === 'treatment' ? cohorts.treatment : 1 - cohorts.treatment, cohort: part }
}

const neededBy = (hypothesis: Hypothesis): number => {
  if (hypothesis.kind !== 'slo') return 1
  const { minSamples } = hypothesis
  return minSamples === 'auto' ? leastOf(hypothesis) : Math.max(leastOf(hypothesis), minSamples)
}

/** What the mathematics needs, whatever the file asks for. */
export const leastOf = (slo: SloHypothesis): number => {
  const measure = parseMeasure(slo.measure)
  return measure === null ? 1 : samplesToConfirm(measure, slo, slo.confidence)
}
