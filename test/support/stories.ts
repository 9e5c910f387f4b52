import type { GameDayPlan } from '../../src/core/game-day.js'
import type { Entry } from '../../src/core/journal.js'
import type { Plan } from '../../src/core/plan.js'
import { gateVerdict } from '../../src/hypothesis/gate.js'
import { conclude } from '../../src/run/report.js'
import {
  always,
  answered,
  errorRate,
  failed,
  type JournalWriter,
  journalOf,
  planOf,
  recovery,
  runPhases,
  slo,
} from './journal-factory.js'

/** Whole runs as journals, one for each way a run can end. */
export type Story = keyof typeof STORIES

const plan = planOf({ hypotheses: [slo(), errorRate(), always(2), recovery()] })

const AGREED: GameDayPlan = {
  ...{ facilitator: 'Anna', roles: { coordinator: null, reporter: 'Cy', observers: ['support'] }, blind: false },
  expectedResponse: 'SlowPayments pages on-call within 5 min; on-call disables cards',
  ...{ predictions: 'required', checklist: ['dashboards open', 'support informed'] },
}

/** Samples of a calm system but in the inject phase, and a fault that hits every second request there. */
const run = (of: Plan, injectedMs: number, failEvery = 0): JournalWriter =>
  runPhases(journalOf(of), of)
    .samples('home', 1_000, 21_000, 200, index => answered(60 + (index % 10)))
    .samples('home', 21_000, 61_000, 200, index =>
      failEvery > 0 && (index + 1) % failEvery === 0
        ? failed(12, 'httpStatus', { status: 503 })
        : answered(index % 9 === 0 ? injectedMs : 80 + (index % 30)),
    )
    .samples('home', 61_000, 81_000, 200, index => answered(60 + (index % 10)))
    .exchanges('slow', 21_000, 61_000, 1_000, index => index % 2 === 0)

const concluded = (writer: JournalWriter, atMs: number): readonly Entry[] => {
  const exit = conclude(writer.entries)
  return writer.at(atMs).ended(exit).entries
}

const STORIES = {
  pass: () => concluded(run(plan, 400), 81_000),
  fail: () => concluded(run(plan, 1_400, 8), 81_000),
  inconclusive: () => concluded(run(plan, 950, 25), 81_000),
  torn: () => run(plan, 400).until(41_000).entries,
  aborted: () => {
    const writer = run(plan, 400, 3).until(41_000)
    writer.add({ type: 'abort.triggered', rule: 'hurt', why: 'errorRate of home was 34 % over 10 s, limit <= 10 %' })
    writer.add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'abort' })
    return concluded(writer.add({ type: 'faults.removed', verified: true, afterMs: 3 }), 41_500)
  },
  notSteady: () => {
    const writer = run(plan, 400).until(21_000)
    writer.samples('home', 21_000, 21_050, 5, () => failed(5, 'reset'))
    writer.at(21_100).add({ type: 'phase.ended', phase: 'baseline' })
    const { steady, why } = gateVerdict(writer.entries, plan)
    writer.add({ type: 'gate.checked', steady, why })
    return concluded(writer.add({ type: 'faults.removed', verified: true, afterMs: 1 }), 21_500)
  },
  gameDay: () => {
    const phases = plan.phases.map(one => (one.kind === 'inject' ? { ...one, gate: 'manual' as const } : one))
    const writer = run({ ...plan, phases, gameDay: AGREED }, 400).until(41_000)
    writer.at(12_000).add({ type: 'checklist.ticked', item: 'dashboards open', by: 'Anna' })
    const expects = { usable: 'fail', 'no-errors': 'pass' } as const
    writer.add({ type: 'prediction.made', by: 'Bo', expects, why: 'the pool is small' })
    writer.at(21_000).add({ type: 'phase.awaited', phase: 'inject' })
    writer.at(21_000).add({ type: 'phase.approved', phase: 'inject', by: 'Anna' })
    writer.at(25_000).add({ type: 'note.taken', by: 'Cy', kind: 'detected', text: 'on-call paged' })
    writer.at(33_500).add({ type: 'note.taken', by: 'Cy', kind: 'note', text: '<b>page</b> shows a spinner' })
    writer.at(41_000).add({ type: 'run.halted', by: 'Anna', why: 'enough seen' })
    writer.add({ type: 'fault.lifted', fault: 'slow', phase: 'inject', why: 'abort' })
    return concluded(writer.at(41_004).add({ type: 'faults.removed', verified: true, afterMs: 3 }), 41_500)
  },
  environment: () => {
    const writer = journalOf(plan).at(30_000)
    writer.add({
      ...{ type: 'failure.occurred', exit: 'environment', message: 'service checkout was not ready after 30 s' },
      hints: ['Error: listen EADDRINUSE 127.0.0.1:9001', '    at Server.listen'],
    })
    return concluded(writer, 30_100)
  },
} as const

export const storyOf = (name: Story): readonly Entry[] => STORIES[name]()

export const STORY_NAMES: readonly Story[] = [
  'pass',
  'fail',
  'inconclusive',
  'torn',
  'aborted',
  'notSteady',
  'environment',
  'gameDay',
]
