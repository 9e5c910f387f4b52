import { setMaxListeners } from 'node:events'
import type { Journal } from '../core/journal.js'
import type { OnSignal } from '../experiment/experiment.js'
import type { LiftReason } from '../proxy/plane.js'

/** SIGTSTP is Ctrl-Z: a run that is put away would hold all traffic, so it ends. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGUSR1' | 'SIGTSTP'

/** Why a run stops before its end. */
export type Cause =
  | { readonly kind: 'signal'; readonly signal: StopSignal }
  /** `verify`: the recover phases are still run, to see whether the system comes back. */
  | { readonly kind: 'abort'; readonly rule: string; readonly why: string; readonly verify: boolean }
  /** A person ended it; the recover phases are run as well. */
  | { readonly kind: 'operator'; readonly by: string; readonly why: string }
  | { readonly kind: 'failure'; readonly error: unknown }

/** Where a run hears that it must stop; the CLI gives the process's signals. Returns the way to stop listening. */
export interface SignalSource {
  subscribe(listener: (signal: StopSignal) => void): () => void
}

/** The one place that decides that a run stops early: the first cause stays. */
export interface Halt {
  readonly signal: AbortSignal
  /** Aborts at a signal or halt that comes after the cause, as the file says: stop waiting for anything. */
  readonly impatient: AbortSignal
  cause(): Cause | null
  stop(cause: Cause): void
  whyLifted(): LiftReason
}

const IN_ORDER: OnSignal = { first: 'abortAndVerify', second: 'abortNow' }

export const openHalt = (journal: Journal, { first: atFirst, second: atSecond } = IN_ORDER): Halt => {
  const stopping = new AbortController()
  const hurrying = new AbortController()
  setMaxListeners(0, stopping.signal, hurrying.signal)
  let first: Cause | null = null
  const record = (cause: Cause) => {
    if (cause.kind === 'signal') journal.append({ type: 'signal.received', signal: cause.signal })
    if (cause.kind === 'operator') journal.append({ type: 'run.halted', by: cause.by, why: cause.why })
    if (cause.kind === 'abort') journal.append({ type: 'abort.triggered', rule: cause.rule, why: cause.why })
  }
  return {
    signal: stopping.signal,
    impatient: hurrying.signal,
    cause: () => first,
    whyLifted: () => (first?.kind === 'signal' ? 'signal' : 'abort'),
    stop(cause) {
      if (first !== null && (cause.kind === 'signal' || cause.kind === 'operator')) {
        if (first.kind !== cause.kind) record(cause)
        if (atSecond === 'abortNow') hurrying.abort(new Error('stopped at once'))
      }
      if (first !== null) return
      first = cause
      record(cause)
      stopping.abort(new Error('the run is stopped'))
      if (cause.kind === 'signal' && atFirst === 'abortNow') hurrying.abort(new Error('stopped by a signal'))
    },
  }
}
