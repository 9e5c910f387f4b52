import { parseMeasure } from '../core/measure.js'
import type { Hypothesis, PhasePlan } from '../core/plan.js'
import { showDuration } from '../core/units.js'
import type { Experiment, LoadSpec, ProbeSpec, Settled } from '../experiment/experiment.js'
import { samplesToConfirm } from '../hypothesis/needed.js'
import { placeholders } from './hosts.js'

/** How many samples a hypothesis can expect in a phase, and how many it needs at best. */
export interface Forecast {
  readonly id: string
  readonly phase: string
  /** Null: that depends on traffic that is not of the experiment's making. */
  readonly expected: number | null
  readonly needed: number
  /** For how long samples are judged, ms. */
  readonly judgedMs: number
}

/** One for each hypothesis and phase, in the file's order. */
export const forecasts = (experiment: Experiment): readonly Forecast[] => {
  const { plan } = experiment
  const addresses = placeholders(experiment)
  const settled = experiment.settle(addresses)
  const proxyAt = (url: string) =>
    [...addresses].find(([, address]) => new URL(address.url).host === new URL(url).host)?.[0] ?? null
  return plan.hypotheses.flatMap(hypothesis =>
    plan.phases
      .filter(({ name }) => hypothesis.phases.includes(name))
      .map(phase => {
        const judgedMs = phase.durationMs - phase.settleMs
        const perSecond = samplesPerSecond(settled, hypothesis, phase, proxyAt)
        return {
          id: hypothesis.id,
          phase: phase.name,
          expected: perSecond === null ? null : Math.floor((perSecond * judgedMs) / 1_000),
          needed: neededBy(hypothesis),
          judgedMs,
        }
      }),
  )
}

/** A probe that looks knows its own pace; one that watches a whole proxy sees at least the load that is sent there. */
const samplesPerSecond = (
  { probes, load }: Settled,
  { probe }: Hypothesis,
  phase: PhasePlan,
  proxyAt: (url: string) => string | null,
): number | null => {
  const spec = probes.find(({ id }) => id === probe)
  if (spec === undefined) return null
  if (spec.everyMs !== null) return 1_000 / spec.everyMs
  const sent = load.filter(one => reaches(one, spec, phase, proxyAt))
  return sent.length === 0 ? null : sent.reduce((sum, { perSecond }) => sum + perSecond, 0)
}

const reaches = (
  { baseUrl, phases }: LoadSpec,
  { probe: { target } }: ProbeSpec,
  { name }: PhasePlan,
  proxyAt: (url: string) => string | null,
): boolean => (phases === null || phases.includes(name)) && proxyAt(baseUrl) === target

const neededBy = (hypothesis: Hypothesis): number => {
  if (hypothesis.kind !== 'slo') return 1
  const measure = parseMeasure(hypothesis.measure)
  const least = measure === null ? 1 : samplesToConfirm(measure, hypothesis.limit, hypothesis.confidence)
  return hypothesis.minSamples === 'auto' ? least : Math.max(least, hypothesis.minSamples)
}

/** What the numbers mean, in a few words. */
export const verdictOf = ({ expected, needed, judgedMs }: Forecast): string => {
  if (!Number.isFinite(needed)) return 'NOT decidable: no number of samples can confirm this limit'
  if (expected === null) return `decidable with ${(needed / (judgedMs / 1_000)).toPrecision(2)} samples/s of traffic`
  if (expected >= needed) return 'decidable'
  if (expected === 0) return 'NOT decidable: no sample'
  return `NOT decidable: make the phase ${showDuration((judgedMs * needed) / expected)} long, or sample more often`
}
