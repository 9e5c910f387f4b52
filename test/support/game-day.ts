import type { GameDayPlan } from '../../src/core/game-day.js'
import { openJournal } from '../../src/core/journal.js'
import type { Plan } from '../../src/core/plan.js'
import { openDesk } from '../../src/gameday/desk.js'
import { errorRate, journalOf, phase, planOf, slo } from './journal-factory.js'

const AGREED: GameDayPlan = {
  ...{ facilitator: 'Anna', roles: { coordinator: null, reporter: null, observers: [] }, expectedResponse: 'page us' },
  ...{ predictions: 'required', blind: false, checklist: ['dashboards open', 'support informed'] },
}

export const gameDayPlan = (parts: Partial<GameDayPlan> | null = {}): Plan =>
  planOf({
    phases: [phase('baseline', 20), phase('inject', 40, { gate: 'manual' }), phase('recover', 20, { gate: 'manual' })],
    hypotheses: [slo(), errorRate()],
    ...(parts && { gameDay: { ...AGREED, ...parts } }),
  })

/** A desk at a run that is journalled and halted in memory. */
export const sitDown = (parts: Partial<GameDayPlan> | null = {}) => {
  const desk = openDesk(gameDayPlan(parts))
  const journal = openJournal(() => 0)
  const told: string[] = []
  const halts: string[] = []
  journal.subscribe(entry => {
    desk.read(entry)
    told.push(entry.type)
  })
  desk.join({ append: journal.append, halt: (by, why) => halts.push(`${by}: ${why}`) })
  const stop = new AbortController()
  return { desk, journal, told, halts, stop, wait: (name: string) => desk.approve(name, stop.signal) }
}

/** The first entry of such a run. */
export const firstEntry = (plan: Plan) => {
  const [first] = journalOf(plan).entries
  if (first === undefined) throw new Error('a journal begins with its opening')
  return first
}
