import type { ProbeReport } from '../core/report.js'
import type { PhaseSpan } from './phases.js'
import { ascending, quantile } from './point.js'
import { ofSystem, startedIn, type Timed } from './samples.js'
import { stretch, tilesOf } from './stretch.js'

const TENTHS = 10

/** What each probe saw in each phase, all of it: judging leaves out the start of a phase that settles, this does not. */
export const probeReports = (
  probes: readonly { readonly id: string }[],
  phases: readonly PhaseSpan[],
  samples: ReadonlyMap<string, readonly Timed[]>,
): readonly ProbeReport[] => probes.flatMap(({ id }) => phases.map(span => reportOf(id, span, samples.get(id) ?? [])))

const reportOf = (probe: string, { name, fromMs, untilMs }: PhaseSpan, samples: readonly Timed[]): ProbeReport => {
  const all = startedIn(samples, fromMs, untilMs)
  const system = ofSystem(all)
  const failed = system.filter(({ sample }) => !sample.ok)
  const seconds = (untilMs - fromMs) / 1_000
  return {
    probe,
    phase: name,
    n: system.length,
    perSecond: seconds > 0 ? system.length / seconds : 0,
    ...latencies(system),
    errors: system.length > 0 ? failed.length / system.length : 0,
    errorKinds: kindsOf(failed),
    probeErrors: all.length - system.length,
    spark: sparkOf(system, fromMs, untilMs),
  }
}

const latencies = (samples: readonly Timed[]) => {
  const sorted = ascending(samples.map(({ sample }) => sample.latencyMs))
  const at = (q: number) => (sorted.length === 0 ? null : quantile(sorted, q))
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

const kindsOf = (failed: readonly Timed[]): Readonly<Record<string, number>> => {
  const kinds = new Map<string, number>()
  for (const { sample } of failed) if (!sample.ok) kinds.set(sample.error, (kinds.get(sample.error) ?? 0) + 1)
  return Object.fromEntries([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const sparkOf = (samples: readonly Timed[], fromMs: number, untilMs: number): ProbeReport['spark'] =>
  untilMs <= fromMs
    ? []
    : tilesOf(stretch(samples, fromMs, untilMs), (untilMs - fromMs) / TENTHS).map(tile => latencies(tile.samples).p95)
