/** Counts by bin of equal width on a log scale, 100 bins a decade: a value read back is off by 1.2 % at most. */
export type LogHistogram = Map<number, number>

const PER_DECADE = 100
/** What is smaller counts as this. */
const LEAST = 0.01

export const binOf = (value: number): number => Math.floor(Math.log10(Math.max(value, LEAST)) * PER_DECADE + 1e-9)

export const addTo = (histogram: LogHistogram, bin: number, count = 1): void => {
  histogram.set(bin, (histogram.get(bin) ?? 0) + count)
}

export const mergeInto = (histogram: LogHistogram, other: LogHistogram): void => {
  for (const [bin, count] of other) addTo(histogram, bin, count)
}

/** The nearest rank of a share of all, as the geometric middle of its bin; null of nothing. */
export const quantileIn = (histogram: LogHistogram, share: number): number | null => {
  const bins = [...histogram].sort(([a], [b]) => a - b)
  const total = bins.reduce((sum, [, count]) => sum + count, 0)
  let above = Math.max(1, Math.ceil(total * share - 1e-9))
  for (const [bin, count] of bins) {
    above -= count
    if (above <= 0) return Number((10 ** ((bin + 0.5) / PER_DECADE)).toPrecision(4))
  }
  return null
}

/** The same counts in bins of which `perDecade` make a decade, ascending; `perDecade` divides 100. */
export const coarse = (histogram: LogHistogram, perDecade: number): readonly (readonly [bin: number, n: number])[] => {
  const bins: LogHistogram = new Map()
  for (const [bin, count] of histogram) addTo(bins, Math.floor((bin * perDecade) / PER_DECADE), count)
  return [...bins].sort(([a], [b]) => a - b)
}
