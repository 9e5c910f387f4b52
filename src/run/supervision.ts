import { UserError } from '../core/problem.js'
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

export interface Supervised extends Pick<Service, 'spec' | 'log' | 'stop'> {
  /** It has ended by itself at least once. */
  isUnwell(): boolean
}

/** Watches a service that is ready to its end, through every restart. */
export const supervise = (first: Service, options: SupervisionOptions): Supervised => {
  const { spec, log } = first
  const stopping = new AbortController()
  let current = first
  let unwell = false
  const watching = async () => {
    do {
      const exit = await current.ended
      if (stopping.signal.aborted) return
      unwell = true
      report(current, exit, options)
    } while (spec.onExit === 'restart' && (await restart()))
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
    if (!(error instanceof UserError)) throw error
    options.failed({ service: spec.id, onExit: 'fail', error })
  })
  const stop = async (hurry: AbortSignal) => {
    stopping.abort(new Error('the services are stopped'))
    await current.stop(hurry)
    await watched
  }
  return { spec, log, stop, isUnwell: () => unwell }
}

const report = (service: Service, exit: Exit, { journal, failed }: SupervisionOptions): void => {
  const { id, onExit } = service.spec
  journal.append({ type: 'service.exited', service: id, ...exit })
  if (onExit === 'abort' || onExit === 'fail')
    failed({ service: id, onExit, error: troubleWith(service, `${ending(exit)} during the run`) })
}

export const ending = ({ code, signal }: Exit): string =>
  code === null ? `was ended by ${signal}` : `exited with code ${code}`

/** What happened to it, with the end of its log. */
export const troubleWith = ({ spec, log }: Service, what: string): UserError => {
  const lines = log.tail(TAIL)
  const hints = lines.length === 0 ? ['it has written nothing'] : ['the end of its log:', ...lines]
  return new UserError(`service ${spec.id} ${what}`, { exit: 'environment', hints })
}
