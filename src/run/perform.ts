import { UserError } from '../core/problem.js'
import type { Guard } from '../core/process-group.js'
import type { Address } from '../experiment/experiment.js'
import { createPlane } from '../proxy/create-plane.js'
import type { Plane } from '../proxy/plane.js'
import type { Authority } from '../proxy/tls/authority.js'
import { conduct } from './conduct.js'
import { openRemoval } from './removal.js'
import type { RunContext } from './run.js'
import { type Services, startServices } from './services.js'
import type { ServiceFailure } from './supervision.js'
import { openSurroundings } from './surroundings.js'
import { outputMasker } from './text-mask.js'
import { sentThrough } from './through.js'
import { trustIn } from './trust.js'
import { watchWallClock } from './wall-watch.js'
import { openWatchdog, type Watchdog } from './watchdog.js'

/** How long exchanges in flight may take to finish once the faults are off. */
const DRAIN_MS = 5_000

/**
 * Starts everything, conducts the phases, and takes everything down in the reverse order, whatever happens: faults
 * first and always. It never rejects; what went wrong is the halt's cause.
 */
export const perform = async (context: RunContext): Promise<void> => {
  const { clock, journal, random, experiment, halt, enter } = context
  const authority = opensOnce(context.options.authority ?? noAuthority)
  const { keys, cohorts, safety } = experiment
  const { reserved = [] } = context.options
  const plane = createPlane({ clock, journal, random, ttlMs: safety.faultTtlMs, keys, cohorts, reserved, authority })
  const removal = openRemoval(context, plane)
  const wallWatch = watchWallClock(context)
  const watchdog = watchdogOf(context)
  const surroundings = openSurroundings(context, watchdog)
  const started: { services: Services | null } = { services: null }
  await guarded(context, async () => {
    await surroundings.prepare()
    enter('proxies')
    const addresses = await listenAll(context, plane)
    const settled = experiment.settle(addresses)
    const trust = await trustIn(experiment.proxies, authority)
    const shown = trust.context !== undefined
    const services = await sentThrough(settled.services, { addresses, authority, shown })
    enter('services')
    started.services = await startServices(services, { ...servicesOptions(context, watchdog), trust: trust.context })
    // Not with the faults, so that what its start costs is not taken for their effect.
    watchdog.start()
    enter('phases')
    const act = context.options.conduct ?? conduct
    await act({ context, plane, settled, guard: watchdog, removal, addresses, authority, trust })
  })
  await guarded(context, async () => removal())
  await guarded(context, () => plane.close(DRAIN_MS, halt.impatient))
  await guarded(context, surroundings.cleanUp)
  enter('stopping')
  await guarded(context, async () => started.services?.stop(halt.impatient))
  await guarded(context, () => watchdog.close())
  started.services?.tidyLogs(halt.cause() !== null)
  surroundings.leave()
  await wallWatch.stop()
  recordFailure(context)
}

/** Once there is traffic, this process must not stand still: all of it would, too. */
const watchdogOf = (context: RunContext): Watchdog =>
  openWatchdog({
    lost: why => warn(context, `the watchdog was lost: ${why}`),
    mostHangingMs: context.experiment.safety.faultTtlMs,
  })

const opensOnce = (open: () => Promise<Authority>): (() => Promise<Authority>) => {
  let opened: Promise<Authority> | undefined
  return () => {
    opened ??= open()
    return opened
  }
}

const noAuthority = (): Promise<Authority> =>
  Promise.reject(new UserError('a forward proxy needs a certificate authority', { exit: 'environment' }))

/** What is thrown because the run was stopped is no failure of its own; of others the first counts, and every bug. */
const guarded = async ({ halt, record }: RunContext, act: () => Promise<void>): Promise<void> => {
  try {
    await act()
  } catch (error) {
    if (error === halt.signal.reason || error === halt.impatient.reason) return
    if (halt.cause() === null) halt.stop({ kind: 'failure', error })
    else if (!(error instanceof UserError)) record(null, error)
  }
}

const listenAll = async ({ experiment, halt }: RunContext, plane: Plane): Promise<ReadonlyMap<string, Address>> => {
  const addresses = new Map<string, Address>()
  for (const spec of experiment.proxies) {
    halt.signal.throwIfAborted()
    addresses.set(spec.id, await plane.listen(spec))
  }
  return addresses
}

const servicesOptions = (context: RunContext, guard: Guard) => ({
  clock: context.clock,
  journal: context.journal,
  logDir: context.options.folder,
  guard,
  signal: context.halt.signal,
  secrets: outputMasker(context.experiment.secrets, context.experiment.report.redact),
  failed: ({ service, onExit, error }: ServiceFailure) => {
    if (onExit === 'abort')
      context.halt.stop({ kind: 'abort', rule: `service ${service}`, why: error.message, verify: false })
    else context.record('fail', error)
  },
})

const warn = ({ journal }: RunContext, message: string) => journal.append({ type: 'warning.raised', message })

const recordFailure = ({ halt, record }: RunContext): void => {
  const cause = halt.cause()
  if (cause?.kind === 'failure') record(null, cause.error)
}
