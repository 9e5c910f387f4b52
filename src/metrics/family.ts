export type Labels = Readonly<Record<string, string>>

/** Everything measured under one name, in base units: seconds, bytes, shares of 1. */
export type Family = { readonly name: string; readonly help: string } & (
  | {
      readonly kind: 'counter' | 'gauge'
      readonly points: readonly { readonly labels: Labels; readonly value: number }[]
    }
  | { readonly kind: 'histogram'; readonly points: readonly { readonly labels: Labels; readonly spread: Spread }[] }
)

/** Upper bounds of buckets in seconds; above the last is one more. */
export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/** A histogram: how many were in each bucket, the last above all bounds. */
export interface Spread {
  readonly counts: number[]
  sum: number
  n: number
}

export const emptySpread = (): Spread => ({ counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0, n: 0 })

export const addTo = (spread: Spread, seconds: number): void => {
  const at = BOUNDS.findIndex(bound => seconds <= bound)
  const bucket = at === -1 ? BOUNDS.length : at
  spread.counts[bucket] = (spread.counts[bucket] ?? 0) + 1
  spread.sum += seconds
  spread.n++
}
