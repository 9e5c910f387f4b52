import { join } from 'node:path'
import type { Clock, WallClock } from '../core/clock.js'
import type { Fact, RunState } from '../core/fact.js'
import { type Entry, type Journal, openJournal } from '../core/journal.js'
import { EXIT, type ExitName } from '../core/problem.js'
import { type Random, seeded } from '../core/random.js'
import type { Report } from '../core/report.js'
import type { RunIdentity } from '../core/run-identity.js'
import type { Experiment } from '../experiment/experiment.js'
import type { Authority } from '../proxy/tls/authority.js'
import type { Conducted } from './conduct.js'
import { type Halt, openHalt, type SignalSource } from './halt.js'
import { openJournalFile } from './journal-file.js'
import { masker } from './mask.js'
import { outline } from './outline.js'
import { failureOf, opening, recordingStopped, unrecorded } from './own-facts.js'
import { perform } from './perform.js'
import { buildReport, conclude } from './report.js'

/** Those who act on a run while it lasts. */
export interface People {
  /** Told before the first entry how they can act. */
  join(means: Means): void
  /** Resolves with who lets a phase with a manual gate start; rejects when the signal aborts. */
  approve(phase: string, signal: AbortSignal): Promise<string>
}

/** What people can do to a run: say something, and end it. A second halt waits for nothing. */
export interface Means {
  append(fact: Fact): void
  halt(by: string, why: string): void
}

export interface RunOptions {
  readonly experiment: Experiment
  readonly clock: Clock
  readonly wallClock: WallClock
  readonly seed: number
  readonly identity: RunIdentity
  /** Made by `makeRunFolder`. */
  readonly folder: string
  /** Told every entry, masked, as it happens: live views. */
  readonly readers: readonly ((entry: Entry) => void)[]
  readonly signals: SignalSource
  /** The folder where the runs of this user hold locks and are told to stop; none without it. */
  readonly state?: string
  readonly people?: People
  /** For forward proxies: opened when the first of them is. */
  readonly authority?: () => Promise<Authority>
  /** Other ports of this machine that serve the run: its control and its metrics. */
  readonly reserved?: readonly number[]
  /** What happens once everything stands, in place of the phases. */
  readonly conduct?: (conducted: Conducted) => Promise<void>
  /** Runs the whole schedule with every fault off: each `fail` is a false alarm of the limits. */
  readonly withoutFaults?: boolean
  /** Ends a phase as soon as one of its limits cannot be kept any more. */
  readonly failFast?: boolean
}

/** What every part of a run shares. */
export interface RunContext {
  readonly options: RunOptions
  readonly experiment: Experiment
  readonly clock: Clock
  readonly wallClock: WallClock
  /** ms since the run started, as in the journal. */
  readonly elapsed: () => number
  readonly journal: Journal
  readonly random: Random
  readonly halt: Halt
  readonly enter: (state: RunState) => void
  /** Journals a failure; `exit` null takes that of the error, or `bug` when it is none of the user's. */
  readonly record: (exit: ExitName | null, error: unknown) => void
  /** The journal so far, as a report would read it. */
  readonly entries: () => readonly Entry[]
}

/**
 * One run, from the first line of its journal to its verdict. Never rejects for what the system or the user did: that
 * is in the report. Whatever happens, faults are lifted, services stopped, and the journal has an end.
 */
export const runExperiment = async (options: RunOptions): Promise<Report> => {
  const { clock, folder, experiment, readers } = options
  const start = clock.now()
  const elapsed = () => clock.now() - start
  const path = join(folder, 'events.ndjson')
  const masked = masker(experiment.secrets, experiment.report.redact)
  const told = experiment.plan.samples === 'none' ? (entry: Entry) => outline(masked(entry)) : masked
  const journal = openJournal(elapsed)
  const file = openJournalFile(path, why => {
    journal.append(recordingStopped(why))
    halt.stop({ kind: 'abort', rule: 'disk', why: `the journal cannot be written: ${why.message}`, verify: false })
  })
  journal.subscribe(entry => {
    const shown = told(entry)
    file.write(shown)
    for (const read of readers) read(shown)
  })
  const { entries } = file
  const halt = openHalt(journal, experiment.safety.onSignal)
  options.people?.join({ append: journal.append, halt: (by, why) => halt.stop({ kind: 'operator', by, why }) })
  const silence = options.signals.subscribe(signal => halt.stop({ kind: 'signal', signal }))
  try {
    journal.append(opening(options))
    await perform(contextOf(options, { journal, halt, elapsed, entries }))
    const written = entries()
    const exit = conclude(written)
    // Of a large journal reading takes seconds: what comes after it is remembered.
    const late: Entry[] = []
    journal.subscribe(entry => late.push(told(entry)))
    if (file.dropped() > 0) journal.append(unrecorded(file.dropped()))
    journal.append({ type: 'run.ended', exit, code: EXIT[exit] })
    return buildReport([...written, ...late])
  } finally {
    silence()
    file.close()
  }
}

const contextOf = (
  options: RunOptions,
  parts: Pick<RunContext, 'journal' | 'halt' | 'elapsed' | 'entries'>,
): RunContext => ({
  ...{ options, experiment: options.experiment, random: seeded(options.seed) },
  ...{ clock: options.clock, wallClock: options.wallClock },
  ...parts,
  enter: state => parts.journal.append({ type: 'state.entered', state }),
  record: (exit, error) => parts.journal.append(failureOf(exit, error)),
})
