import type { Caller } from '../call.js'

/** Gives up on a call, and lets go of its connection, after `ms`. */
export const timeout =
  (ms: number, next: Caller): Caller =>
  call =>
    next(call, AbortSignal.timeout(ms))
