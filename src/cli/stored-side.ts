import * as v from 'valibot'
import { UserError } from '../core/problem.js'
import type { DiffSide, Point } from '../hypothesis/diff.js'

const value = v.nullable(v.number())
const shape = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    schema: v.literal('report/1'),
    run: v.string(),
    plan: v.object({ name: v.string() }),
    judgements: v.array(
      v.object({
        ...{ id: v.string(), phase: v.nullable(v.string()), severity: v.picklist(['block', 'warn']) },
        verdict: v.picklist(['pass', 'fail', 'inconclusive', 'skipped']),
      }),
    ),
    probes: v.array(
      v.object({ probe: v.string(), phase: v.string(), p50: value, p95: value, p99: value, errors: v.number() }),
    ),
  }),
)

/** A run of which only the report.json is left: its values are taken as they stand. Throws a UserError for anything else. */
export const storedSide = (file: string, text: string): DiffSide => {
  const read = v.safeParse(shape, text)
  if (!read.success) throw new UserError(`${file} is not the report.json of a run`)
  const { run, plan, judgements, probes } = read.output
  const points = probes.flatMap(({ probe, phase, p50, p95, p99, errors }) =>
    Object.entries({ 'latency.p50': p50, 'latency.p95': p95, 'latency.p99': p99, errorRate: errors }).flatMap(
      ([measure, measured]): Point[] => (measured === null ? [] : [{ probe, phase, measure, value: exact(measured) }]),
    ),
  )
  return { run, name: plan.name, verdicts: judgements, points }
}

const exact = (measured: number) => ({ measured, bounds: { low: measured, high: measured } })
