import type { FactOf } from '../core/fact.js'
import type { Entry } from '../core/journal.js'
import { project } from '../core/journal.js'
import { type ClockStep, clockSteps } from '../metrics/clock-steps.js'
import { type CohortTallies, cohortTallies } from '../metrics/cohorts.js'
import { type FaultRecords, faultRecords } from '../metrics/faults.js'
import { keysByExchange } from '../metrics/keys.js'
import { judgedFrom, type PhaseSpan, phaseSpans } from '../metrics/phases.js'
import { samplesByProbe, startedIn, type Timed } from '../metrics/samples.js'
import { type Sendings, sendingsByLoad } from '../metrics/sendings.js'

/** All of a journal that judging looks at. */
export interface Evidence {
  readonly phases: readonly PhaseSpan[]
  readonly samples: ReadonlyMap<string, readonly Timed[]>
  readonly faults: FaultRecords
  /** By load. */
  readonly sendings: ReadonlyMap<string, Sendings>
  /** Of exchanges, by the names of the keys. */
  readonly keys: ReadonlyMap<number, ReadonlyMap<string, string>>
  /** Until when the system was watched. */
  readonly untilMs: number
  readonly cohorts: CohortTallies
  readonly clockSteps: readonly ClockStep[]
  /** The schedule was run with every fault off. */
  readonly withoutFaults: boolean
}

export const evidenceOf = (entries: readonly Entry[]): Evidence => ({
  phases: project(entries, phaseSpans).spans,
  samples: project(entries, samplesByProbe),
  faults: project(entries, faultRecords),
  sendings: project(entries, sendingsByLoad),
  keys: project(entries, keysByExchange),
  untilMs: watchedUntil(entries),
  cohorts: project(entries, cohortTallies),
  clockSteps: project(entries, clockSteps),
  withoutFaults: openingOf(entries)?.withoutFaults === true,
})

/** What the early end of a phase is decided by, entry by entry from wherever it begins; keys and loads are left out. */
export const growingEvidence = (
  withoutFaults: boolean,
): { readonly next: (entry: Entry) => void; readonly now: () => Evidence } => {
  const [keys, sendings] = [keysByExchange.start(), sendingsByLoad.start()]
  let [phases, samples] = [phaseSpans.start(), samplesByProbe.start()]
  let [faults, cohorts] = [faultRecords.start(), cohortTallies.start()]
  let steps = clockSteps.start()
  let untilMs = 0
  return {
    next(entry) {
      phases = phaseSpans.next(phases, entry)
      samples = samplesByProbe.next(samples, entry)
      faults = faultRecords.next(faults, entry)
      cohorts = cohortTallies.next(cohorts, entry)
      steps = clockSteps.next(steps, entry)
      untilMs = entry.t
    },
    now: () => ({
      ...{ phases: phases.spans, samples, faults, sendings, keys, untilMs, cohorts, withoutFaults },
      clockSteps: steps,
    }),
  }
}

/** Once the services are being stopped, what is missing says nothing any more. */
const watchedUntil = (entries: readonly Entry[]): number =>
  (entries.findLast(entry => entry.type === 'state.entered' && entry.state === 'stopping') ?? entries.at(-1))?.t ?? 0

export const openingOf = (entries: readonly Entry[]): Entry<FactOf<'run.started'>> | undefined =>
  entries.find(entry => entry.type === 'run.started')

/** Samples of a probe that count for a phase: those that started in it after it settled. */
export const judgedIn = ({ samples }: Evidence, probe: string, span: PhaseSpan): readonly Timed[] =>
  startedIn(samples.get(probe) ?? [], judgedFrom(span), span.untilMs)
