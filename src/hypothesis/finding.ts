import type { Side } from '../core/plan.js'
import type { Example, Judgement } from '../core/report.js'
import { exampleOf } from '../metrics/example.js'
import type { Timed } from '../metrics/samples.js'
import type { Estimate } from './estimate.js'
import type { Evidence } from './evidence.js'
import type { Bounded } from './mover.js'

/** What judging finds out; the rest of a judgement is known from its hypothesis. */
export type Finding = Pick<
  Judgement,
  | ('verdict' | 'measured' | 'interval' | 'compared' | 'samples' | 'effective' | 'deff')
  | ('why' | 'advice' | 'worst' | 'examples')
>

const NOTHING: Finding = {
  verdict: 'inconclusive',
  measured: null,
  interval: null,
  samples: 0,
  effective: null,
  deff: null,
  why: 'nothing was measured',
  advice: null,
  worst: null,
  examples: [],
}

export const finding = (verdict: Finding['verdict'], why: string, parts: Partial<Finding> = {}): Finding => ({
  ...NOTHING,
  verdict,
  why,
  ...parts,
})

/** The numbers of an estimate, rounded for the report to 12 digits so that they read as they were meant. */
export const numbersOf = ({
  measured,
  bounds,
  confidence,
  samples,
  effective,
  deff,
  compared,
}: Estimate): Partial<Finding> => ({
  measured: tidy(measured),
  interval: confidence === null ? null : { low: finite(bounds.low), high: finite(bounds.high), confidence },
  samples,
  effective: confidence === null ? null : tidy(effective),
  deff: confidence === null ? null : tidy(deff),
  ...(compared && { compared: { here: sideOf(compared.here), there: sideOf(compared.there) } }),
})

export const sideOf = ({ measured, bounds }: Bounded): Side => ({
  measured: tidy(measured),
  low: finite(bounds.low),
  high: finite(bounds.high),
})

const finite = (value: number): number | null => (Number.isFinite(value) ? tidy(value) : null)

export const tidy = (value: number): number => Number(value.toPrecision(12))

const MOST_EXAMPLES = 5

/** The first few, for a reader to look up. */
export const examplesOf = (samples: readonly Timed[], { faults }: Evidence): readonly Example[] =>
  samples.slice(0, MOST_EXAMPLES).map(timed => exampleOf(timed, faults.injected))
