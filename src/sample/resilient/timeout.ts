import type { Caller } from '../call.js'

/** Gives up on a call, and lets go of its connection, after `ms`. */
export const timeout =
  (ms: number, next: Caller): Caller =>
  async call => {
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(new DOMException(`no answer in ${ms} ms`, 'TimeoutError')), ms)
    try {
      return await next(call, patience.signal)
    } finally {
      clearTimeout(timer)
    }
  }
