import type { FactOf } from '../core/fact.js'
import { type Entry, project } from '../core/journal.js'
import type { Plan } from '../core/plan.js'
import { EXIT, type ExitName, UserError } from '../core/problem.js'
import type { Judgement, PhaseReport, Report } from '../core/report.js'
import { type Evidence, evidenceOf, openingOf } from '../hypothesis/evidence.js'
import { judgeGate } from '../hypothesis/gate.js'
import { judge } from '../hypothesis/judge.js'
import { withExamples } from '../hypothesis/shown.js'
import { citedExchanges } from '../metrics/cited.js'
import { noteOfStep } from '../metrics/clock-steps.js'
import { costReports, costs } from '../metrics/cost.js'
import { doseTallies } from '../metrics/doses.js'
import { exchangeEnds, exchangesOf } from '../metrics/exchanges.js'
import { factsOf, lastOf, milestonesOf } from '../metrics/facts.js'
import { faultReports } from '../metrics/fault-report.js'
import { gameDay, gameDayReport } from '../metrics/game-day.js'
import { loadReports, loadTallies } from '../metrics/load-report.js'
import { probeReports } from '../metrics/probe-report.js'
import { seriesByProbe } from '../metrics/series.js'
import { seriesReports } from '../metrics/series-report.js'
import { noteOfStrangers } from '../metrics/strangers.js'
import { timelineOf } from '../metrics/timeline.js'
import { decideExit } from './exit.js'
import { reasonOf } from './reason.js'

/** How a run that is over but for its last line ends. */
export const conclude = (entries: readonly Entry[]): ExitName =>
  exitOf(milestonesOf(entries), judge(openingFact(entries).plan, evidenceOf(entries)))

/**
 * The report of a journal: a fold and the judgement of what is there. Without `run.ended` the runner died, and the
 * outcome is `torn`. Throws a UserError when the journal has no beginning.
 */
export const buildReport = (entries: readonly Entry[]): Report => {
  const opening = openingFact(entries)
  const { plan } = opening
  const evidence = evidenceOf(entries)
  const judgements = judge(plan, evidence).map(one => withExamples(one, plan, evidence))
  const milestones = milestonesOf(entries)
  const durationMs = entries.at(-1)?.t ?? 0
  const outcome = lastOf(milestones, 'run.ended')?.exit ?? 'torn'
  const known = evidenceOf(untilGate(entries))
  const gate = judgeGate(plan, known).map(one => withExamples(one, plan, known))
  const series = seriesOf(entries, plan, evidence)
  return {
    schema: 'report/1',
    ...identityOf(opening),
    durationMs,
    outcome,
    exitCode: outcome === 'torn' ? null : EXIT[outcome],
    reason: reasonOf(outcome, { milestones, durationMs, judgements }),
    judgements,
    gate,
    ...measured(entries, opening, evidence),
    series,
    ...happened(milestones),
    cited: citedExchanges(
      entries,
      [...judgements, ...gate].flatMap(one => one.examples).concat(series.flatMap(one => one.slowest)),
    ),
    ...(plan.gameDay && { gameDay: gameDayReport(plan.gameDay, project(entries, gameDay), judgements) }),
  }
}

const seriesOf = (entries: readonly Entry[], { probes, samples }: Plan, { faults }: Evidence): Report['series'] => {
  const all = seriesReports(probes, project(entries, seriesByProbe).probes, faults.injected)
  return samples === 'none' ? all.map(one => ({ ...one, slowest: [] })) : all
}

/** What the gate knew when it decided: a reply that came later decided nothing. */
const untilGate = (entries: readonly Entry[]): readonly Entry[] => {
  const decidedAt = entries.findIndex(({ type }) => type === 'gate.checked')
  return decidedAt === -1 ? entries : entries.slice(0, decidedAt)
}

const openingFact = (entries: readonly Entry[]): Entry<FactOf<'run.started'>> => {
  const opening = openingOf(entries)
  if (opening) return opening
  throw new UserError('expected a journal that begins with run.started, found none', {
    hints: ['the run died before its first line was written: run it again'],
  })
}

const identityOf = ({ run, at, tool, node, platform, file, source, seed, plan, ...rest }: FactOf<'run.started'>) => ({
  ...{ run, startedAt: at, tool, node, platform, file, source, seed, plan },
  ...(rest.commit !== undefined && { commit: rest.commit }),
  ...(rest.withoutFaults && { withoutFaults: true }),
  ...(rest.secretsShown && { secretsShown: true }),
})

const measured = (
  entries: readonly Entry[],
  { plan }: FactOf<'run.started'>,
  { phases, faults, samples }: Evidence,
) => ({
  phases: phases.map(
    ({ name, kind, settleMs, fromMs, untilMs, complete }): PhaseReport => ({
      ...{ name, kind, settleMs, fromMs },
      toMs: complete ? untilMs : null,
    }),
  ),
  faults: faultReports(plan.faults, faults, project(entries, doseTallies)),
  probes: probeReports(plan.probes, phases, samples),
  load: loadReports(project(entries, loadTallies)),
  cost: costReports(project(entries, costs)),
  exchanges: exchangesOf(project(entries, exchangeEnds)),
})

const happened = (milestones: readonly Entry[]) => {
  const removed = lastOf(milestones, 'faults.removed')
  return {
    proxies: factsOf(milestones, 'proxy.listening').map(({ proxy, url, upstream }) => ({ id: proxy, url, upstream })),
    removal: removed ? { verified: removed.verified, afterMs: removed.afterMs } : null,
    failures: factsOf(milestones, 'failure.occurred').map(({ message, hints }) => ({ message, hints })),
    warnings: [
      ...factsOf(milestones, 'wallClock.stepped').map(({ byMs }) => noteOfStep(byMs)),
      ...factsOf(milestones, 'connections.refused').map(noteOfStrangers),
      ...factsOf(milestones, 'warning.raised').map(({ message }) => message),
    ],
    timeline: timelineOf(milestones),
  }
}

/** Faults are gone if the last word about them is a verified removal, or if there never was one. */
const exitOf = (milestones: readonly Entry[], judgements: readonly Judgement[]): ExitName => {
  const removedAt = milestones.findLastIndex(({ type }) => type === 'faults.removed')
  const activatedAt = milestones.findLastIndex(({ type }) => type === 'fault.activated')
  return decideExit({
    judgements,
    notSteady: lastOf(milestones, 'gate.checked')?.steady === false,
    aborted: lastOf(milestones, 'abort.triggered') !== undefined || lastOf(milestones, 'run.halted') !== undefined,
    signal: lastOf(milestones, 'signal.received')?.signal ?? null,
    failures: factsOf(milestones, 'failure.occurred').map(({ exit }) => exit),
    faultsGone: removedAt >= activatedAt && lastOf(milestones, 'faults.removed')?.verified !== false,
  })
}
