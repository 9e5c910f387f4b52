import type { SecureContext } from 'node:tls'
import { showDuration } from '../core/units.js'
import type { ReadySpec, ServiceSpec } from '../experiment/experiment.js'
import { awaitReady } from './ready.js'
import { environmentOf, launch, type Service } from './service.js'
import { ending, type Supervised, type SupervisionOptions, supervise, troubleWith } from './supervision.js'

export interface ServicesOptions extends SupervisionOptions {
  readonly signal: AbortSignal
  /** Whom looks at their readiness trust; without it all that Node trusts. */
  readonly trust?: SecureContext | undefined
}

export interface Services {
  /** In the reverse order of their start; resolves when nothing of them is left. Kills at once when `hurry` aborts. */
  stop(hurry?: AbortSignal): Promise<void>
  /** Removes the logs that nobody wants, once it is known whether the run has failed. */
  tidyLogs(runFailed: boolean): void
}

const NO_HURRY = new AbortController().signal

/**
 * Starts the services in the order given, each once the one before is ready. Rejects with a UserError of exit
 * `environment` (or the signal's reason); everything that was started is stopped then.
 */
export const startServices = async (specs: readonly ServiceSpec[], options: ServicesOptions): Promise<Services> => {
  const started: (Pick<Service, 'spec' | 'log' | 'stop'> & Partial<Supervised>)[] = []
  const services: Services = {
    async stop(hurry = NO_HURRY) {
      for (const service of started.toReversed()) await service.stop(hurry)
    },
    tidyLogs(runFailed) {
      for (const { spec, log, isUnwell } of started)
        if (spec.log === 'discard' || (spec.log === 'failures' && !runFailed && !isUnwell?.())) log.remove()
    },
  }
  try {
    for (const spec of specs) {
      options.signal.throwIfAborted()
      const service = await launch(spec, options)
      const at = started.push(service) - 1
      await untilReady(service, options)
      started[at] = supervise(service, options)
    }
    return services
  } catch (error) {
    await services.stop()
    services.tidyLogs(true)
    throw error
  }
}

const untilReady = async (service: Service, options: ServicesOptions): Promise<void> => {
  const { clock, journal, guard, signal, trust } = options
  const { spec, log } = service
  const start = clock.now()
  const early = new AbortController()
  let waiting = spec.ready !== null
  void service.ended.then(exit => {
    if (!waiting) return
    journal.append({ type: 'service.exited', service: spec.id, ...exit })
    early.abort(troubleWith(service, `${ending(exit)} before it was ready`))
  })
  if (spec.ready !== null) {
    const lookers = { clock, log, guard, trust, cwd: spec.cwd, env: environmentOf(spec) }
    const readiness = await awaitReady(spec.ready, lookers, AbortSignal.any([signal, early.signal])).finally(() => {
      waiting = false
    })
    if (!readiness.ready) throw troubleWith(service, tooLate(spec.ready, readiness.last))
  }
  journal.append({ type: 'service.ready', service: spec.id, afterMs: clock.now() - start })
}

const tooLate = ({ timeoutMs }: ReadySpec, last: string) =>
  `was not ready after ${showDuration(timeoutMs)} (last: ${last})`
