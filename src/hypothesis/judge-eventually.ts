import type { EventuallyHypothesis } from '../core/plan.js'
import { plural } from '../core/plural.js'
import type { Example } from '../core/report.js'
import { showDuration, showPercent } from '../core/units.js'
import { exampleOf } from '../metrics/example.js'
import { judgedFrom, type PhaseSpan } from '../metrics/phases.js'
import { ofSystem, type Timed } from '../metrics/samples.js'
import { type Delivery, deliveriesOf, keyAt } from './deliveries.js'
import { type Evidence, judgedIn } from './evidence.js'
import { type Finding, finding, tidy } from './finding.js'

const MOST_EXAMPLES = 5

/** Judges what became of the starts of a phase, as counted: every one of them is known, or it is undecided. */
export const judgeEventually = (one: EventuallyHypothesis, span: PhaseSpan, evidence: Evidence): Finding => {
  const { start, finish } = one
  if ('phase' in start) return judgeOnce(one, span, evidence)
  const starts = ofSystem(judgedIn(evidence, start.probe, span)).filter(({ sample }) => sample.ok)
  if (starts.length === 0)
    return finding('inconclusive', `${start.probe} saw no start`, {
      advice: 'see that traffic reaches what it watches',
    })
  if (start.key === null || finish.key === null) return judgeCounts(one, starts, evidence)
  const missing =
    keyMissing(start.probe, start.key, starts, evidence) ??
    keyMissing(finish.probe, finish.key, evidence.samples.get(finish.probe) ?? [], evidence)
  if (missing !== null) return { ...missing, samples: starts.length }
  return verdictOf(one, deliveriesOf(one, starts, evidence), evidence)
}

/** A path that matched nothing is more likely wrong than the system is. Nothing at all to match is the system's doing. */
const keyMissing = (probe: string, key: string, samples: readonly Timed[], evidence: Evidence): Finding | null => {
  if (samples.length === 0 || samples.some(timed => keyAt(timed, key, evidence) !== null)) return null
  return finding('inconclusive', `${key} was in none of the ${plural(samples.length, 'exchange')} of ${probe}`, {
    advice: 'mend the key, or see what the exchanges hold',
  })
}

const verdictOf = (one: EventuallyHypothesis, all: readonly Delivery[], evidence: Evidence): Finding => {
  const of = (fate: Delivery['fate']) => all.filter(delivery => delivery.fate === fate)
  const [finished, late, unknown] = [of('finished'), of('late'), of('unknown')]
  const numbers = { measured: tidy(finished.length / all.length), samples: all.length }
  const examples = [...late, ...unknown].slice(0, MOST_EXAMPLES).map(one => exampleFor(one, evidence))
  if (!reaches(one.atLeast, finished.length + unknown.length, all.length))
    return finding('fail', `${late.length} of ${all.length} had no finish within ${showDuration(one.withinMs)}`, {
      ...numbers,
      examples,
    })
  const twice = duplicatesOf(one, all, evidence)
  if (twice?.verdict === 'fail') return { ...twice, ...numbers }
  if (!reaches(one.atLeast, finished.length, all.length))
    return finding('inconclusive', `nobody knows what became of ${unknown.length} of ${all.length}`, {
      ...{ ...numbers, examples },
      advice: 'let the run last longer than within, and see why keys or replies are missing',
    })
  return twice
    ? { ...twice, ...numbers }
    : finding('pass', `${finished.length} of ${all.length} were finished in time`, numbers)
}

/** A share, with room for the rounding of its decimal. */
const reaches = (atLeast: number, part: number, all: number): boolean => part + 1e-9 >= atLeast * all

const duplicatesOf = (
  { maxDuplicates }: EventuallyHypothesis,
  all: readonly Delivery[],
  evidence: Evidence,
): Finding | null => {
  if (maxDuplicates === null) return null
  const certain = all.filter(({ extra }) => extra.certain > maxDuplicates)
  const possible = all.filter(({ extra }) => extra.possible > maxDuplicates)
  const examplesOf = (some: readonly Delivery[]) => ({
    examples: some.slice(0, MOST_EXAMPLES).map(one => exampleFor(one, evidence)),
  })
  if (certain.length > 0)
    return finding(
      'fail',
      `${certain.length} of ${all.length} were finished more than ${maxDuplicates === 0 ? 'once' : `${maxDuplicates + 1} times`}`,
      examplesOf(certain),
    )
  if (possible.length === 0) return null
  return finding(
    'inconclusive',
    `${possible.length} of ${all.length} may have been finished more than ${maxDuplicates === 0 ? 'once' : `${maxDuplicates + 1} times`}: replies were lost`,
    {
      ...examplesOf(possible),
      advice: 'see at the receiver what arrived',
    },
  )
}

const exampleFor = ({ key, start, fate, extra }: Delivery, { faults }: Evidence): Example => {
  const name = key ?? 'an exchange without a key'
  const times =
    extra.certain > 0
      ? `finished ${extra.certain + 1} times`
      : `finished ${fate === 'late' ? 'late or never' : 'or not, nobody knows'}`
  return {
    ...exampleOf(start, faults.injected),
    what: fate === 'finished' && extra.certain === 0 ? `${name}: perhaps finished twice` : `${name}: ${times}`,
  }
}

/** Without keys: so many finishes, from the first start to the end of the last one's time, for so many starts. */
const judgeCounts = (one: EventuallyHypothesis, starts: readonly Timed[], evidence: Evidence): Finding => {
  const from = starts.reduce((first, { startMs }) => Math.min(first, startMs), Number.POSITIVE_INFINITY)
  const until = starts.reduce((last, { endMs }) => Math.max(last, endMs), 0) + one.withinMs
  return countsIn(one, { starts: starts.length, from, until }, evidence)
}

const judgeOnce = (one: EventuallyHypothesis, span: PhaseSpan, evidence: Evidence): Finding => {
  const from = judgedFrom(span) - span.settleMs
  return countsIn(one, { starts: 1, from, until: from + one.withinMs }, evidence)
}

const countsIn = (
  { finish, atLeast, withinMs }: EventuallyHypothesis,
  { starts, from, until }: { readonly starts: number; readonly from: number; readonly until: number },
  evidence: Evidence,
): Finding => {
  const good = (evidence.samples.get(finish.probe) ?? []).filter(
    ({ sample, endMs }) => sample.ok && endMs >= from && endMs <= until,
  )
  const measured = tidy(Math.min(1, good.length / starts))
  const what = `${good.length} finishes for ${starts === 1 ? '1 start' : `${starts} starts`}, ${showPercent(atLeast)} wanted within ${showDuration(withinMs)}`
  if (reaches(atLeast, good.length, starts)) return finding('pass', what, { measured, samples: starts })
  if (evidence.untilMs >= until) return finding('fail', what, { measured, samples: starts })
  return finding('inconclusive', `${what}, and the run ended before that`, {
    measured,
    samples: starts,
    advice: 'let the run last longer',
  })
}
