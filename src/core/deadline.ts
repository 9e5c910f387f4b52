import type { Clock } from './clock.js'
import type { Interrupt } from './interrupt.js'

export type Within<T> = { readonly expired: false; readonly value: T } | { readonly expired: true }

/**
 * Runs `act` with a signal that aborts after `ms`, with `parent`, or once `act` is over. `act` must settle when it
 * aborts. Rejects with whatever `act` rejects with, unless it was the time that ended it.
 */
export const within = async <T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<Within<T>> => {
  parent.throwIfAborted()
  const ending = new AbortController()
  const leave = () => ending.abort(parent.reason)
  parent.addEventListener('abort', leave, { once: true })
  let expired = false
  const expire = () => {
    expired = true
    ending.abort(new Error(`not done within ${ms} ms`))
  }
  clock.sleep(ms, ending.signal).then(expire, () => {})
  try {
    return { expired: false, value: await act(ending.signal) }
  } catch (error) {
    if (expired) return { expired: true }
    throw error
  } finally {
    parent.removeEventListener('abort', leave)
    ending.abort(new Error('over'))
  }
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it aborts: for work that is deaf to signals. */
export const leavable = <T>(work: Promise<T>, signal: Interrupt): Promise<T> =>
  new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
