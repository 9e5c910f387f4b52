import type { TestContext } from 'vitest'

/** Timers of a calm machine are this much late at most, nineteen times in twenty. */
const CALM_MS = 4

/** Watches how late timers are until it is stopped; then gives the 95th percentile in ms. */
const watchTimers = (): (() => number) => {
  const late: number[] = []
  let timer: NodeJS.Timeout
  const next = () => {
    const due = performance.now() + 10
    timer = setTimeout(() => {
      late.push(performance.now() - due)
      next()
    }, 10)
  }
  next()
  return () => {
    clearTimeout(timer)
    return late.sort((a, b) => a - b)[Math.floor(late.length * 0.95)] ?? 0
  }
}

/** Measures, at most four times, until the machine was calm meanwhile; a machine that never is cannot tell: a skip. */
export const whenCalm = async <T>({ skip }: TestContext, measure: () => Promise<T>): Promise<T> => {
  let late = 0
  for (let attempt = 0; attempt < 4; attempt++) {
    const stop = watchTimers()
    try {
      const measured = await measure()
      late = stop()
      if (late <= CALM_MS) return measured
    } finally {
      stop()
    }
  }
  return skip(`this machine is too busy to measure ms: its timers are ${late.toFixed(1)} ms late`)
}
