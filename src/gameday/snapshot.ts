import type { GameDayReport } from '../core/game-day.js'
import type { PhaseKind } from '../core/plan.js'
import type { ExitName } from '../core/problem.js'
import type { Verdict } from '../core/report.js'
import { gameDayReport } from '../metrics/game-day.js'
import { type Measured, measuredNow } from './measured-now.js'
import type { Role } from './role.js'
import type { Scene } from './scene.js'

/** A run at one moment, as whoever has a link of that role may see it. Times are ms since the run started. */
export interface Snapshot {
  readonly role: Role
  readonly now: number
  readonly name: string
  readonly title: string
  readonly description: string
  /** What it is busy with, such as `phases` or `stopping`. */
  readonly doing: string
  readonly phase: {
    readonly name: string
    readonly kind: PhaseKind
    readonly fromMs: number
    readonly durationMs: number
  } | null
  /** A phase that waits for a person, and what must be done before. */
  readonly gate: { readonly phase: string; readonly sinceMs: number; readonly missing: readonly string[] } | null
  readonly phases: readonly {
    readonly name: string
    readonly durationMs: number
    readonly is: 'done' | 'now' | 'waiting' | 'to come'
  }[]
  /** Of the phases that are left, without waiting. */
  readonly leftMs: number
  /** Null: not told. */
  readonly faults: readonly FaultNow[] | null
  readonly measures: readonly Measured[]
  readonly hypotheses: readonly { readonly id: string; readonly title: string }[]
  readonly agreed: NonNullable<Scene['desk']['plan']['gameDay']> | null
  readonly day: GameDayReport
  readonly ended: {
    readonly outcome: ExitName | 'torn'
    readonly reason: string
    readonly verdicts: readonly { readonly id: string; readonly phase: string | null; readonly verdict: Verdict }[]
    /** Null: not told. */
    readonly folder: string | null
  } | null
}

interface FaultNow {
  readonly id: string
  readonly fault: string
  readonly target: string
  readonly active: boolean
  readonly hits: number
  readonly matched: number
}

export const snapshotOf = (scene: Scene, role: Role, now: number): Snapshot => {
  const { desk, doing, ended } = scene
  const { plan } = desk
  const { phase } = scene.live
  const waiting = desk.waiting()
  const blind = role === 'observer' && plan.gameDay?.blind === true && ended === null
  const phases = phasesOf(scene)
  return {
    ...{ role, now, doing, phase, phases, name: plan.name, title: plan.title, description: plan.description },
    gate:
      waiting === null
        ? null
        : { phase: waiting, sinceMs: desk.said().gates.at(-1)?.fromMs ?? now, missing: desk.missing() },
    leftMs: leftOf(phases) - (phase === null ? 0 : Math.min(phase.durationMs, now - phase.fromMs)),
    faults: blind ? null : faultsOf(scene),
    measures: measuredNow(scene, now),
    hypotheses: plan.hypotheses.map(({ id, title }) => ({ id, title })),
    agreed: plan.gameDay ?? null,
    day: ended?.gameDay ?? gameDayReport(plan.gameDay ?? { checklist: [] }, desk.said(), []),
    ended: ended && {
      ...{ outcome: ended.outcome, reason: ended.reason },
      verdicts: ended.judgements.map(({ id, phase, verdict }) => ({ id, phase, verdict })),
      folder: role === 'operator' ? scene.reportFolder : null,
    },
  }
}

const phasesOf = ({ desk, live, ended }: Scene): Snapshot['phases'] => {
  const done = new Set(live.ended.map(({ name }) => name))
  const is = (name: string) => {
    if (live.phase?.name === name) return 'now'
    if (done.has(name) || ended !== null) return 'done'
    return desk.waiting() === name ? 'waiting' : 'to come'
  }
  return desk.plan.phases.map(({ name, durationMs }) => ({ name, durationMs, is: is(name) }))
}

const leftOf = (phases: Snapshot['phases']): number =>
  phases.reduce((sum, { is, durationMs }) => (is === 'done' ? sum : sum + durationMs), 0)

const faultsOf = ({ desk, live }: Scene): readonly FaultNow[] =>
  desk.plan.faults.map(({ id, fault, target }) => ({
    ...{ id, fault, target },
    ...(live.faults.get(id) ?? { active: false, hits: 0, matched: 0 }),
  }))
