import type { Clock } from './clock.js'

export const ALGORITHMS = ['fixed', 'sliding', 'token'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** What became of one request, and how things stand after it. */
export interface Grant {
  readonly granted: boolean
  /** How many more would be granted now. */
  readonly left: number
  /** Until there is more to grant, in ms. */
  readonly resetMs: number
}

export interface Limiter {
  ask(): Grant
}

/** At most `limit` requests in `windowMs`, counted as the algorithm does. */
export const openLimiter = (algorithm: Algorithm, limit: number, windowMs: number, clock: Clock): Limiter =>
  LIMITERS[algorithm](limit, windowMs, clock)

type OpenLimiter = (limit: number, windowMs: number, clock: Clock) => Limiter

/** Windows follow each other from the first request on. */
const fixed: OpenLimiter = (limit, windowMs, clock) => {
  let start = clock.now()
  let count = 0
  return {
    ask() {
      const now = clock.now()
      if (now - start >= windowMs) {
        start = now - ((now - start) % windowMs)
        count = 0
      }
      const granted = count < limit
      if (granted) count++
      return { granted, left: limit - count, resetMs: start + windowMs - now }
    },
  }
}

/** Every moment is the end of a window: a request counts for as long as one lasts. */
const sliding: OpenLimiter = (limit, windowMs, clock) => {
  const times: number[] = []
  return {
    ask() {
      const now = clock.now()
      while (times[0] !== undefined && now - times[0] >= windowMs) times.shift()
      const granted = times.length < limit
      if (granted) times.push(now)
      return { granted, left: limit - times.length, resetMs: (times[0] ?? now) + windowMs - now }
    },
  }
}

/** A bucket of `limit` tokens, full at first, that gets a new one every share of the window. */
const token: OpenLimiter = (limit, windowMs, clock) => {
  const refillMs = windowMs / limit
  let tokens = limit
  let at = clock.now()
  return {
    ask() {
      const now = clock.now()
      const gained = Math.floor((now - at) / refillMs)
      tokens = Math.min(limit, tokens + gained)
      at = tokens === limit ? now : at + gained * refillMs
      const granted = tokens > 0
      if (granted) tokens--
      return { granted, left: tokens, resetMs: at + refillMs - now }
    },
  }
}

const LIMITERS: Readonly<Record<Algorithm, OpenLimiter>> = { fixed, sliding, token }
