import type { Fact } from '../core/fact.js'
import { machineTrouble } from '../core/machine-trouble.js'
import { type ExitName, UserError } from '../core/problem.js'
import type { RunOptions } from './run.js'

/** The first line of a journal. */
export const opening = ({ experiment, identity, seed, withoutFaults }: RunOptions): Fact => ({
  type: 'run.started',
  schema: 'events/1',
  ...identity,
  file: experiment.file,
  source: experiment.source,
  seed,
  plan: experiment.plan,
  ...(withoutFaults && { withoutFaults }),
  ...(experiment.report.redact === null && { secretsShown: true }),
})

/** `exit` null takes that of the error, or `bug` when it is none of the user's. */
export const failureOf = (exit: ExitName | null, error: unknown): Fact => {
  const type = 'failure.occurred'
  const known = error instanceof UserError ? error : machineTrouble(error)
  if (known !== null) return { type, exit: exit ?? known.exit, message: known.message, hints: [...known.hints] }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { type, exit: 'bug', message, hints: [] }
}

/** The faults come off for that. */
export const recordingStopped = (why: Error): Fact => ({
  type: 'warning.raised',
  message: `the journal can no longer be written: ${why.message}; the faults come off, and the traffic goes on unrecorded`,
})

export const unrecorded = (entries: number): Fact => ({
  type: 'warning.raised',
  message: `${entries} entries are neither in the journal nor in this report`,
})
