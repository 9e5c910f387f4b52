import { UserError } from '../core/problem.js'
import type { ServiceSpec } from '../experiment/experiment.js'
import { type Exit, launch, type Service, type ServiceOptions } from './service.js'

/** A service that ended while the run needed it. */
export interface ServiceFailure {
  readonly service: string
  readonly onExit: 'abort' | 'fail'
  readonly error: UserError
}

export interface SupervisionOptions extends ServiceOptions {
  readonly failed: (failure: ServiceFailure) => void
}

/** How long a service rests before it is started again, and how much of its log is shown. */
const RESTART_MS = 1_000
const TAIL = 40
const AT_ONCE = AbortSignal.abort()

export interface Supervised {
  readonly spec: ServiceSpec
  /** From now on its end is unexpected. */
  expectToLast(): void
  stop(hurry: AbortSignal): Promise<void>
  isUnwell(): boolean
  removeLog(): void
}

/** Watches a service to its end, through every restart. */
const supervise = (first: Service, options: SupervisionOptions): Supervised => {
  const { spec } = first
  const stopping = new AbortController()
  let current = first
  let unwell = false
  let needed = false
  const watching = async () => {
    for (;;) {
      const exit = await current.ended
      if (stopping.signal.aborted) return
      unwell = true
      options.journal.append({ type: 'service.exited', service: spec.id, ...exit })
      if (needed && (spec.onExit === 'abort' || spec.onExit === 'fail'))
        options.failed({
          service: spec.id,
          onExit: spec.onExit,
          error: troubleWith(current, `${ending(exit)} in mid-run`),
        })
      if (!needed || spec.onExit !== 'restart' || !(await restart())) return
    }
  }
  const restart = async (): Promise<boolean> => {
    await current.stop(AT_ONCE)
    await options.clock.sleep(RESTART_MS, stopping.signal).catch(() => {})
    if (stopping.signal.aborted) return false
    current = await launch(spec, options)
    if (stopping.signal.aborted) await current.stop(AT_ONCE)
    return !stopping.signal.aborted
  }
  const watched = watching().catch((error: unknown) => {
    if (error instanceof UserError) options.failed({ service: spec.id, onExit: 'fail', error })
    else throw error
  })
  return {
    spec,
    expectToLast() {
      needed = true
    },
    isUnwell: () => unwell,
    removeLog: () => current.log.remove(),
    async stop(hurry) {
      stopping.abort(new Error('the services are stopped'))
      await current.stop(hurry)
      await watched
    },
  }
}

export const ending = ({ code, signal }: Exit): string =>
  code === null ? `was ended by ${signal}` : `exited with code ${code}`

/** What happened to it, with the end of its log. */
export const troubleWith = ({ spec, log }: Service, what: string): UserError => {
  const lines = log.tail(TAIL)
  const hints = lines.length === 0 ? ['it has written nothing'] : ['the end of its log:', ...lines]
  return new UserError(`service ${spec.id} ${what}`, { exit: 'environment', hints })
}
