import { parseMeasure } from '../core/measure.js'
import type { Judgement, Report, Verdict } from '../core/report.js'
import { estimate } from './estimate.js'
import { type Evidence, judgedIn } from './evidence.js'
import { type Bounded, differenceOf, ratioOf } from './mover.js'

/** One of two runs that are compared. */
export interface DiffSide {
  readonly run: string
  readonly name: string
  readonly verdicts: readonly Pick<Judgement, 'id' | 'phase' | 'verdict' | 'severity'>[]
  readonly points: readonly Point[]
}

/** What a probe measured in a phase; ms, or a share of 1. */
export interface Point {
  readonly probe: string
  readonly phase: string
  readonly measure: string
  readonly value: Bounded
}

/** `undecided`: the interval of the change reaches beyond what is tolerated, on one side or on both. */
export type Change = 'worse' | 'better' | 'same' | 'undecided'

export interface Measured extends Omit<Point, 'value'> {
  readonly before: Bounded
  readonly after: Bounded
  /** `after / before` of a latency, `after - before` of a share; null where there is nothing to divide by. */
  readonly change: Bounded | null
  readonly verdict: Change
}

export interface Judged {
  readonly id: string
  readonly phase: string | null
  readonly before: Verdict | null
  readonly after: Verdict | null
  readonly verdict: Change
}

export interface Diff {
  readonly before: Pick<DiffSide, 'run' | 'name'>
  readonly after: Pick<DiffSide, 'run' | 'name'>
  readonly judged: readonly Judged[]
  readonly measured: readonly Measured[]
  readonly worse: boolean
}

const MEASURES = ['latency.p50', 'latency.p95', 'latency.p99', 'errorRate']
const CONFIDENCE = 0.95
/** Of a share: one point of a hundred. */
const SHARE_TOLERANCE = 0.01

/** A run whose samples are there. */
export const sideOf = ({ run, plan, judgements }: Report, evidence: Evidence): DiffSide => ({
  ...{ run, name: plan.name, verdicts: judgements },
  points: plan.probes.flatMap(({ id: probe }) =>
    evidence.phases.flatMap(span => {
      const samples = judgedIn(evidence, probe, span)
      return MEASURES.flatMap((name): Point[] => {
        const measure = parseMeasure(name)
        const value = measure && estimate(measure, samples, span.untilMs - span.fromMs, CONFIDENCE)
        return value ? [{ probe, phase: span.name, measure: name, value }] : []
      })
    }),
  ),
})

/** Compares what both sides have; `tolerance` is the share by which a latency may change. */
export const diffOf = (before: DiffSide, after: DiffSide, tolerance: number): Diff => {
  const judged = judgedBy(before, after)
  const measured = after.points.flatMap(point => {
    const earlier = before.points.find(one => keyOf(one) === keyOf(point))
    return earlier ? [measuredOf(point, earlier.value, tolerance)] : []
  })
  const worse = [...judged, ...measured].some(({ verdict }) => verdict === 'worse')
  return { before: headOf(before), after: headOf(after), judged, measured, worse }
}

const headOf = ({ run, name }: DiffSide) => ({ run, name })
const keyOf = ({ probe, phase, measure }: Omit<Point, 'value'>): string => JSON.stringify([probe, phase, measure])

const measuredOf = ({ value: after, ...point }: Point, before: Bounded, tolerance: number): Measured => {
  const isShare = point.measure === 'errorRate'
  const change = isShare ? differenceOf(after, before) : ratioOf(after, before)
  const [least, most] = isShare ? [-SHARE_TOLERANCE, SHARE_TOLERANCE] : [1 / (1 + tolerance), 1 + tolerance]
  return { ...point, before, after, change, verdict: change === null ? 'undecided' : changeOf(change, least, most) }
}

const changeOf = ({ bounds: { low, high } }: Bounded, least: number, most: number): Change => {
  if (low > most) return 'worse'
  if (high < least) return 'better'
  return low >= least && high <= most ? 'same' : 'undecided'
}

const RANK: Readonly<Record<Verdict, number>> = { pass: 0, inconclusive: 1, skipped: 1, fail: 2 }

/** What only one side has, or what failed and is open now, is neither better nor worse; a warning makes no run worse. */
const judgedBy = (before: DiffSide, after: DiffSide): readonly Judged[] => {
  const idOf = ({ id, phase }: Pick<Judgement, 'id' | 'phase'>) => JSON.stringify([id, phase])
  const earlier = new Map(before.verdicts.map(one => [idOf(one), one]))
  const later = new Map(after.verdicts.map(one => [idOf(one), one]))
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap(key => {
    const [from, to] = [earlier.get(key), later.get(key)]
    const one = to ?? from
    if (one === undefined) return []
    const [was, is] = [from?.verdict ?? null, to?.verdict ?? null]
    return [{ id: one.id, phase: one.phase, before: was, after: is, verdict: turnOf(was, is, one.severity) }]
  })
}

const turnOf = (was: Verdict | null, is: Verdict | null, severity: 'block' | 'warn'): Change => {
  if (was === null || is === null) return 'undecided'
  const turn = RANK[is] - RANK[was]
  if (turn === 0) return 'same'
  if (turn < 0) return is === 'pass' ? 'better' : 'undecided'
  return severity === 'warn' ? 'undecided' : 'worse'
}
