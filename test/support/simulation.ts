import { parseMeasure } from '../../src/core/measure.js'
import { type Random, seeded } from '../../src/core/random.js'
import { type Estimate, estimate } from '../../src/hypothesis/estimate.js'
import { type Bounded, differenceOf, ratioOf } from '../../src/hypothesis/mover.js'
import type { Timed } from '../../src/metrics/samples.js'

/** Samples as they might have been: log-normal latencies of median 100 ms, or failures, in whole seconds. */
export interface World {
  readonly perSecond: number
  readonly seconds: number
  /** The standard deviation of what the samples of one second share: of log latency, or of the logit of failing. */
  readonly shared: number
}

export const SIGMA = 0.6

/** Standard normal, by Box and Muller. */
const normal = (random: Random) => () =>
  Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())

const sampled = ({ perSecond, seconds }: World, sampleOf: (second: number) => Timed['sample']): readonly Timed[] =>
  Array.from({ length: perSecond * seconds }, (_, at): Timed => {
    const second = Math.floor(at / perSecond)
    return { startMs: second * 1_000, endMs: second * 1_000, sample: sampleOf(second), x: null }
  })

/** Latencies `times` as long. */
export const latencies = (random: Random, world: World, times = 1): readonly Timed[] => {
  const draw = normal(random)
  const noise = Array.from({ length: world.seconds }, () => draw() * world.shared)
  return sampled(world, second => ({
    ok: true,
    latencyMs: 100 * times * Math.exp((noise[second] ?? 0) + SIGMA * draw()),
  }))
}

/** Failures with the odds of `rate`, shifted each second. */
export const failures = (random: Random, world: World, rate: number): readonly Timed[] => {
  const draw = normal(random)
  const logit = Math.log(rate / (1 - rate))
  const rates = Array.from({ length: world.seconds }, () => 1 / (1 + Math.exp(-logit - draw() * world.shared)))
  return sampled(world, second =>
    random.chance(rates[second] ?? rate) ? { ok: false, latencyMs: 1, error: 'reset' } : { ok: true, latencyMs: 1 },
  )
}

/** The expected share of failures when the logit has normal noise, by the middle of many slices. */
export const meanRate = (rate: number, shared: number): number => {
  const logit = Math.log(rate / (1 - rate))
  const weights = Array.from({ length: 1_601 }, (_, at) => (at - 800) / 100)
  const density = (z: number) => Math.exp((-z * z) / 2)
  const total = weights.reduce((sum, z) => sum + density(z), 0)
  return weights.reduce((sum, z) => sum + density(z) / (1 + Math.exp(-logit - z * shared)), 0) / total
}

export const estimated = (name: string, samples: readonly Timed[]): Estimate => {
  const measure = parseMeasure(name)
  const found = measure && estimate(measure, samples, 1_000, 0.95)
  if (!found) throw new Error(`nothing of ${name}`)
  return found
}

export const runsOf = <T>(seed: string, runs: number, one: (random: Random) => T): readonly T[] =>
  Array.from({ length: runs }, (_, run) => one(seeded(20_260_101).fork(seed, run)))

const holds = ({ bounds }: Bounded, truth: number): boolean => bounds.low <= truth && truth <= bounds.high
const shareOf = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length

/** The share of runs whose 95 % interval holds the truth, by what is estimated. */
export const coverages = (world: World, runs: number): Readonly<Record<string, number>> => {
  const quantile = (name: string, z: number) =>
    runsOf(name, runs, random =>
      holds(estimated(name, latencies(random, world)), 100 * Math.exp(Math.hypot(SIGMA, world.shared) * z)),
    )
  const compared = runsOf(
    'compared',
    runs,
    random =>
      [
        estimated('latency.p50', latencies(random.fork('a'), world, 1.5)),
        estimated('latency.p50', latencies(random.fork('b'), world)),
        estimated('errorRate', failures(random.fork('c'), world, 0.2)),
        estimated('errorRate', failures(random.fork('d'), world, 0.1)),
      ] as const,
  )
  const [c, d] = [meanRate(0.2, world.shared), meanRate(0.1, world.shared)]
  return {
    p50: shareOf(quantile('latency.p50', 0)),
    p95: shareOf(quantile('latency.p95', 1.644854)),
    rate: shareOf(compared.map(([, , , rate]) => holds(rate, d))),
    ratioOfQuantiles: shareOf(compared.map(([a, b]) => holds(ratioOf(a, b) ?? a, 1.5))),
    differenceOfQuantiles: shareOf(compared.map(([a, b]) => holds(differenceOf(a, b), 50))),
    ratioOfRates: shareOf(compared.map(([, , a, b]) => holds(ratioOf(a, b) ?? a, c / d))),
    differenceOfRates: shareOf(compared.map(([, , a, b]) => holds(differenceOf(a, b), c - d))),
  }
}

export interface Cell {
  readonly pass: number
  readonly fail: number
  /** The number as measured, without an interval, on the wrong side. */
  readonly naive: number
}

const LIMIT = 1.2

/** Shares of verdicts of `ratio <= 1.2` in percent, where the truth is `times`; n samples a side, one a second. */
export const ratioCell = (name: string, n: number, times: number, runs: number): Cell => {
  const world = { perSecond: 1, seconds: n, shared: 0 }
  const found = runsOf(`${name} ${n} ${times}`, runs, random => {
    const here = estimated(name, latencies(random.fork('here'), world, times))
    return ratioOf(here, estimated(name, latencies(random.fork('there'), world))) ?? here
  })
  return cellOf(found, LIMIT, times)
}

/** As `ratioCell`, of an error rate that is 1 % and may grow by 1 %. */
export const increaseCell = (n: number, rate: number, runs: number): Cell => {
  const world = { perSecond: 1, seconds: n, shared: 0 }
  const found = runsOf(`increase ${n} ${rate}`, runs, random =>
    differenceOf(
      estimated('errorRate', failures(random.fork('here'), world, rate)),
      estimated('errorRate', failures(random.fork('there'), world, 0.01)),
    ),
  )
  return cellOf(found, 0.01, rate - 0.01)
}

const cellOf = (found: readonly Bounded[], limit: number, truth: number): Cell => {
  const percent = (of: (one: Bounded) => boolean) => 100 * shareOf(found.map(of))
  return {
    pass: percent(({ bounds }) => bounds.high <= limit),
    fail: percent(({ bounds }) => bounds.low > limit),
    naive: percent(({ measured }) => measured > limit !== truth > limit),
  }
}

export const IID: World = { perSecond: 20, seconds: 50, shared: 0 }
export const BURSTY: World = { perSecond: 20, seconds: 50, shared: 0.4 }

/** Known percentages at a truth of 1.0 and of 1.5, limit 1.2: 3,000 runs, exact ranks. */
export const CELLS = [
  ['latency.p50', 100, { naive: 4.9, pass: 32 }, { naive: 1.3, fail: 48 }],
  ['latency.p50', 300, { naive: 0.3, pass: 82 }, { naive: 0, fail: 95 }],
  ['latency.p95', 100, { naive: 14.5, pass: 3 }, { naive: 10.5, fail: 6 }],
  ['latency.p95', 300, { naive: 3.6, pass: 30 }, { naive: 1.4, fail: 43 }],
  ['latency.p95', 1_000, { naive: 0, pass: 89 }, { naive: 0, fail: 97 }],
  ['latency.p99', 1_000, { naive: 2.8, pass: 26 }, { naive: 1, fail: 38 }],
  ['latency.p99', 3_000, { naive: 0.1, pass: 84 }, { naive: 0, fail: 95 }],
] as const
