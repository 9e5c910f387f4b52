/** From a value to a coordinate. */
export type Scale = (value: number) => number

export const linear =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale =>
  value =>
    start + ((value - from) / (to - from || 1)) * (end - start)

/** Logarithmic; what is not above zero is at the low end. */
export const logarithmic = ([low, high]: readonly [number, number], [start, end]: readonly [number, number]): Scale => {
  const scale = linear([Math.log(low), Math.log(high)], [start, end])
  return value => scale(Math.log(Math.max(value, low)))
}

const STEPS = [1, 2, 5]

/** The next of 1, 2, 5, 10, 20 … that is not above, or not below, a value above zero. */
export const niceBelow = (value: number): number => nice(value).findLast(step => step <= value * (1 + 1e-9)) ?? value
export const niceAbove = (value: number): number => nice(value).find(step => step >= value * (1 - 1e-9)) ?? value

const nice = (value: number): readonly number[] => {
  const decade = Math.floor(Math.log10(value))
  return [decade - 1, decade, decade + 1].flatMap(power =>
    STEPS.map(step => Number((step * 10 ** power).toPrecision(1))),
  )
}

/** Round values from `low` to `high`: of every decade 1, 2 and 5, or 1 alone where that would be more than `most`. */
export const logTicks = (low: number, high: number, most: number): readonly number[] => {
  const all: number[] = []
  for (let value = niceBelow(low); value <= high * (1 + 1e-9); value = niceAbove(value * 1.01))
    if (value >= low * (1 - 1e-9)) all.push(value)
  const decades = all.filter(value => /^(1|0\.0*1)0*$/.test(String(value)))
  return all.length > most && decades.length > 1 ? decades : all
}

/** Round values from 0 to at most `high`, some `most` of them. */
export const ticks = (high: number, most: number): readonly number[] => {
  const step = niceAbove(high / most)
  return Array.from({ length: Math.floor(high / step + 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(12)))
}

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400]

/** Moments of a run that clocks show, ms. */
export const timeTicks = (durationMs: number, most: number): readonly number[] => {
  const step = (SECONDS.find(seconds => durationMs / (seconds * 1_000) <= most) ?? durationMs / most / 1_000) * 1_000
  return Array.from({ length: Math.floor(durationMs / step) + 1 }, (_, at) => at * step)
}
