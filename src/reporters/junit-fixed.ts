import { inert } from '../core/inert.js'
import { runName } from '../core/plan.js'
import { plural } from '../core/plural.js'
import type { Report } from '../core/report.js'
import type { Case, Outcome } from './junit-case.js'
import { ALL_OFF, headlineOf } from './show.js'

/** Every run must show that it came to its end, in a steady system, with its faults applied and removed. */
export const fixedCases = (report: Report): readonly Case[] =>
  [
    ['run-completed', completed(report)] as const,
    ['baseline-is-steady', steady(report)] as const,
    ['faults-were-applied', applied(report)] as const,
    ['cleanup', cleaned(report)] as const,
  ].map(([name, outcome]) => ({ classname: `${runName(report.plan)}.run`, name, seconds: '0.000', outcome }))

const PASS: Outcome = { kind: 'pass' }

const error = (type: string, message: string, details: readonly string[] = []): Outcome => ({
  kind: 'error',
  type,
  message: inert(message),
  details: details.map(inert).join('\n'),
})

const JUDGED: ReadonlySet<Report['outcome']> = new Set(['pass', 'fail', 'inconclusive', 'notSteady', 'cleanupFailed'])

const completed = (report: Report): Outcome => {
  const { outcome, reason, failures } = report
  if (JUDGED.has(outcome)) return PASS
  return error(
    outcome,
    `${headlineOf(report)}: ${reason}`,
    failures.flatMap(({ message, hints }) => [message, ...hints]),
  )
}

const steady = ({ outcome, reason, gate }: Report): Outcome => {
  if (outcome === 'notSteady') return { kind: 'failure', type: 'gate', message: inert(reason), details: '' }
  return gate.length === 0 ? { kind: 'skipped', message: 'nothing was to be checked in a baseline' } : PASS
}

const applied = ({ faults, outcome, withoutFaults }: Report): Outcome => {
  if (faults.length === 0) return { kind: 'skipped', message: 'the experiment has no faults' }
  if (withoutFaults) return { kind: 'skipped', message: ALL_OFF }
  const idle = faults.filter(({ hits, missed, minHits }) => hits - missed < minHits)
  if (idle.length === 0) return PASS
  const message = idle
    .map(({ id, hits, matched, minHits }) => `${id}: ${plural(hits, 'hit')} of ${matched}, ${minHits} needed`)
    .join('; ')
  if (outcome === 'notSteady') return { kind: 'skipped', message: 'no fault was injected' }
  return { kind: 'failure', type: 'faults', message: inert(message), details: '' }
}

const cleaned = ({ outcome, reason, removal }: Report): Outcome => {
  if (outcome === 'cleanupFailed') return error('cleanup', reason)
  if (removal === null) return { kind: 'skipped', message: 'the removal of faults is not recorded' }
  return removal.verified ? PASS : error('cleanup', 'faults could not be confirmed removed')
}
