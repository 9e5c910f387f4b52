import type { GameDayPlan } from '../core/game-day.js'
import { UserError } from '../core/problem.js'
import type { Experiment } from '../experiment/experiment.js'

const NOTHING: GameDayPlan = {
  ...{ facilitator: null, roles: { coordinator: null, reporter: null, observers: [] }, expectedResponse: null },
  ...{ predictions: 'optional', blind: false, checklist: [] },
}

/** The same experiment with people in it: its first phase with faults waits for them, whatever the file says. */
export const withPeople = (experiment: Experiment): Experiment => {
  const { plan, gameDay } = experiment
  const first = plan.phases.findIndex(({ kind }) => kind === 'inject')
  const phases = plan.phases.map((phase, at) => (at === first ? { ...phase, gate: 'manual' as const } : phase))
  return { ...experiment, plan: { ...plan, phases, gameDay: gameDay?.plan ?? NOTHING } }
}

/** As `withPeople`; throws a UserError where the file does not say what people should do. */
export const asGameDay = (experiment: Experiment): Experiment => {
  const { file, gameDay } = experiment
  if (gameDay === null)
    throw new UserError(`${file} has no gameday: expected at least what people should do`, {
      hints: [
        'add gameday: {expectedResponse: who notices it how soon, and what they do then}',
        'or: fallacy run --interactive',
      ],
    })
  if (gameDay.plan.expectedResponse === null)
    throw new UserError(`${file}: gameday.expectedResponse is missing: write what people should do`, {
      hints: ['such as: CheckoutSlow pages on-call within 5 min; on-call disables cards'],
    })
  return withPeople(experiment)
}
