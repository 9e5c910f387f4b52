import type { Judgement } from '../core/report.js'
import type { Family, Labels } from './family.js'
import type { CounterName, RunMetrics, SpreadName } from './run-metrics.js'

const COUNTERS: Readonly<Record<CounterName, string>> = {
  fault_injected: 'Exchanges that a fault was injected into.',
  fault_missed: 'Hits of a fault that could not act.',
  exchange_retried: 'Requests sent once more on a fresh connection.',
  load_dropped: 'Requests of a load that were not sent, because too many were in flight.',
  probe_errors: 'Samples that failed because of the probe itself.',
}

const SPREADS: Readonly<Record<SpreadName, string>> = {
  exchange_duration: "From a request's head to the end of its reply, at the proxy.",
  probe_duration: 'What samples of a probe took; error is empty where they were good.',
  load_duration: 'What requests of a load took, from when they were due.',
}

/** All families, each with the points there are; verdicts are known at the end only. */
export const familiesOf = (state: RunMetrics, judgements: readonly Judgement[] = []): readonly Family[] => {
  const gauge = (name: string, help: string, points: readonly { labels: Labels; value: number }[]): Family => ({
    ...{ name: `fallacy_${name}`, help, kind: 'gauge', points },
  })
  const names = <Name extends string>(all: Readonly<Record<Name, string>>) =>
    Object.entries<string>(all).map(([name, help]) => ({ name, help }))
  return [
    gauge('build_info', 'The version of fallacy.', [{ labels: { version: state.tool }, value: 1 }]),
    gauge(
      'phase',
      'The phase that the run is in.',
      state.phase === null ? [] : [{ labels: { phase: state.phase }, value: 1 }],
    ),
    gauge(
      'fault_active',
      'Whether a fault is in force.',
      [...state.active].map(([fault, on]) => ({ labels: { fault }, value: on ? 1 : 0 })),
    ),
    gauge(
      'probe_value',
      'What a probe measured last.',
      [...state.values].map(([probe, value]) => ({ labels: { probe }, value })),
    ),
    gauge('hypothesis_passed', '1 passed, 0 did not; see the label for the verdict.', judgements.map(verdictOf)),
    ...names(COUNTERS).map(({ name, help }): Family => {
      const points = [...state.counters.values()].filter(one => one.name === name)
      return {
        name: `fallacy_${name}_total`,
        help,
        kind: 'counter',
        points: points.map(({ labels, n }) => ({ labels, value: n })),
      }
    }),
    ...names(SPREADS).map(({ name, help }): Family => {
      const points = [...state.spreads.values()].filter(one => one.name === name)
      return { name: `fallacy_${name}_seconds`, help, kind: 'histogram', points }
    }),
  ]
}

const verdictOf = ({ id, phase, verdict }: Judgement) => ({
  labels: { hypothesis: id, phase: phase ?? '', verdict },
  value: verdict === 'pass' ? 1 : 0,
})
