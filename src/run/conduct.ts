import type { PhasePlan } from '../core/plan.js'
import { UserError } from '../core/problem.js'
import type { Guard } from '../core/process-group.js'
import type { Address, Settled } from '../experiment/experiment.js'
import { gateVerdict } from '../hypothesis/gate.js'
import type { Plane } from '../proxy/plane.js'
import type { Authority } from '../proxy/tls/authority.js'
import { watchEarlyEnd } from './early-end.js'
import { keepAlive } from './keep-alive.js'
import { openLoad } from './load.js'
import { watchOpenStarts } from './open-starts.js'
import { runPhase, type Stage } from './phase.js'
import { startProber } from './prober.js'
import type { Removal } from './removal.js'
import type { RunContext } from './run.js'
import type { Trust } from './trust.js'

/** How long requests of the load that are in flight may take to finish after the last phase. */
const DRAIN_MS = 5_000
/** A drain ends so long before the longest duration of a run, which would be an abort. */
const SPARE_MS = 1_000

export interface Conducted {
  readonly context: RunContext
  readonly plane: Plane
  readonly settled: Settled
  readonly guard: Guard
  readonly removal: Removal
  /** Where the proxies listen, and the certificate authority of those that go where they are asked. */
  readonly addresses: ReadonlyMap<string, Address>
  readonly authority: () => Promise<Authority>
  /** Whom probes and load trust. */
  readonly trust: Trust
}

/** Runs the phases with load, probes, the dead-man's pulse and the abort rules around them. */
export const conduct = async ({ context, plane, settled, guard, removal, trust }: Conducted): Promise<void> => {
  const { clock, journal, random, experiment, halt, enter } = context
  const { folder } = experiment
  const redaction = experiment.report.redact ?? undefined
  const prober = startProber(settled.probes, { clock, journal, folder, guard, random, trust, redaction })
  const load = openLoad(settled.load, { clock, journal, random, trust: trust.context, redaction })
  const pulse = keepAlive(context, plane)
  const starts = watchOpenStarts(experiment.plan, context)
  const stage: Stage = {
    ...{ clock, journal, rules: new Map(experiment.rules.map(rule => [rule.id, rule])) },
    plane: context.options.withoutFaults ? { activate: () => () => {} } : plane,
    startLoad: load.start,
    whyLeft: halt.whyLifted,
    endsEarly: watchEarlyEnd(experiment.plan, {
      journal,
      everyMs: new Map(settled.probes.flatMap(({ id, everyMs }) => (everyMs === null ? [] : [[id, everyMs]]))),
      failFast: context.options.failFast === true,
      withoutFaults: context.options.withoutFaults === true,
    }),
  }
  try {
    await Promise.all([prober.ready, load.ready])
    await runPhases(context, stage, removal)
  } finally {
    removal()
    enter('draining')
    await inTurn([
      () => load.close(halt.signal.aborted ? 0 : DRAIN_MS),
      () => starts.settled(pulse.endMs() - SPARE_MS, halt.signal),
      prober.stop,
      pulse.stop,
    ])
  }
}

/** Each of them, whatever became of those before it; what was thrown first is thrown in the end. */
const inTurn = async (steps: readonly (() => Promise<void>)[]): Promise<void> => {
  const errors: unknown[] = []
  for (const step of steps) await step().catch(error => errors.push(error))
  if (errors.length > 0) throw errors[0]
}

/** In order; no fault before the gate is passed, and after an abort the recover phases still show what comes back. */
const runPhases = async (context: RunContext, stage: Stage, removal: Removal): Promise<void> => {
  const { experiment, halt } = context
  const { phases } = experiment.plan
  const lastInject = phases.findLastIndex(({ kind }) => kind === 'inject')
  const firstInject = phases.findIndex(({ kind }) => kind === 'inject')
  for (const [at, phase] of phases.entries()) {
    if (at === firstInject && !isSteady(context)) return
    if (phase.gate === 'manual') await approval(phase.name, context)
    await runPhase(phase, stage, halt.signal).catch(() => {})
    if (at === lastInject || halt.signal.aborted) removal()
    if (halt.signal.aborted) return at < firstInject ? undefined : verify(phases.slice(at + 1), stage, context)
  }
}

const approval = async (phase: string, { options, journal, halt }: RunContext): Promise<void> => {
  if (options.people === undefined)
    throw new UserError(`${phase} waits for a person, and there is nobody to ask`, { exit: 'environment' })
  journal.append({ type: 'phase.awaited', phase })
  const by = await options.people.approve(phase, halt.signal)
  journal.append({ type: 'phase.approved', phase, by })
}

const verify = async (rest: readonly PhasePlan[], stage: Stage, { halt }: RunContext): Promise<void> => {
  const cause = halt.cause()
  if (cause?.kind !== 'operator' && !(cause?.kind === 'abort' && cause.verify)) return
  for (const phase of rest) if (phase.kind === 'recover') await runPhase(phase, stage, halt.impatient)
}

/** The gate: what must hold under faults must hold without them first. Without a baseline there is nothing to ask. */
const isSteady = ({ experiment, entries, journal }: RunContext): boolean => {
  if (!experiment.plan.phases.some(({ kind }) => kind === 'baseline')) return true
  const { steady, why, warnings } = gateVerdict(entries(), experiment.plan)
  for (const message of warnings) journal.append({ type: 'warning.raised', message })
  journal.append({ type: 'gate.checked', steady, why })
  return steady
}
