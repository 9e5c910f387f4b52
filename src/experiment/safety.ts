import type { TimeWindow } from './time-window.js'

/** What a run may do, and when. */
export interface Safety {
  readonly allowHosts: readonly string[]
  readonly denyHosts: readonly string[]
  readonly maxDurationMs: number
  readonly faultTtlMs: number
  /** The most of a proxy's traffic that faults may hit at the same time: a share of 1. */
  readonly maxAffected: number
  readonly confirm: 'auto' | 'never' | 'always'
  /** Held by one run of this user at a time. */
  readonly lock: string | null
  /** Null: at any time. */
  readonly windows: readonly TimeWindow[] | null
  /** An absolute path. */
  readonly stopFile: string | null
  readonly onSignal: OnSignal
}

/** `abortAndVerify` waits for what is in flight, `abortNow` for nothing; faults go off at once either way. */
export type SignalAnswer = 'abortAndVerify' | 'abortNow'
export interface OnSignal {
  readonly first: SignalAnswer
  readonly second: SignalAnswer
}

export interface Hooks {
  readonly before: readonly HookSpec[]
  readonly cleanup: readonly HookSpec[]
}

/** A program that is run in the folder of the file. */
export interface HookSpec {
  readonly command: readonly [string, ...string[]]
  /** Of one try. */
  readonly timeoutMs: number
  readonly retries: number
}
