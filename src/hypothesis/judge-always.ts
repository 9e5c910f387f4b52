import type { AlwaysHypothesis } from '../core/plan.js'
import { plural } from '../core/plural.js'
import { activeIn } from '../metrics/faults.js'
import type { PhaseSpan } from '../metrics/phases.js'
import { ofSystem, type Timed } from '../metrics/samples.js'
import { type Evidence, judgedIn } from './evidence.js'
import { examplesOf, type Finding, finding } from './finding.js'

/** Judges the longest run of failures. Probe errors neither lengthen a run nor end it. */
export const judgeAlways = (always: AlwaysHypothesis, span: PhaseSpan, evidence: Evidence): Finding => {
  const samples = ofSystem(judgedIn(evidence, always.probe, span)).toSorted((a, b) => a.startMs - b.startMs)
  const max = always.maxConsecutiveFailures
  const run = longestRun(samples)
  const numbers = { measured: run.length, samples: samples.length, examples: examplesOf(run, evidence) }
  if (samples.length === 0)
    return finding('inconclusive', `no samples of ${always.probe}`, { advice: 'see that the probe runs in this phase' })
  if (run.length > max)
    return finding('fail', `${plural(run.length, 'failure')} in a row, ${max} allowed`, {
      ...numbers,
      worst: worst(run, evidence),
    })
  if (samples.length <= max)
    return finding(
      'inconclusive',
      `${plural(samples.length, 'sample')} cannot show more than ${plural(max, 'failure')} in a row`,
      {
        ...numbers,
        advice: `lengthen ${span.name}, or sample more often`,
      },
    )
  return finding('pass', run.length === 0 ? 'no sample failed' : `at most ${run.length} in a row failed`, numbers)
}

const worst = (run: readonly Timed[], { faults }: Evidence): Finding['worst'] => {
  const [fromMs, toMs] = [run[0]?.startMs ?? 0, run.at(-1)?.endMs ?? 0]
  return { fromMs, toMs, measured: run.length, faults: activeIn(faults, fromMs, toMs) }
}

const longestRun = (samples: readonly Timed[]): readonly Timed[] => {
  let longest: readonly Timed[] = []
  let run: Timed[] = []
  for (const timed of samples) {
    if (timed.sample.ok) run = []
    else run.push(timed)
    if (run.length > longest.length) longest = run
  }
  return longest
}
