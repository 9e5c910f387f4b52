import type { GameDayPlan, GameDayReport, PredictionReport } from '../core/game-day.js'
import type { Report } from '../core/report.js'
import { showDuration } from '../core/units.js'

/** A game day as people read it; null of a run that nobody took part in. */
export const gameDayOf = ({
  plan,
  gameDay,
}: Report): { readonly plan: GameDayPlan; readonly day: GameDayReport } | null =>
  plan.gameDay === undefined || gameDay === undefined ? null : { plan: plan.gameDay, day: gameDay }

/** Who was who. */
export const rolesOf = ({ facilitator, roles }: GameDayPlan): string =>
  [
    ...(facilitator === null ? [] : [`${facilitator} leads`]),
    ...(roles.coordinator === null ? [] : [`${roles.coordinator} coordinates`]),
    ...(roles.reporter === null ? [] : [`${roles.reporter} reports`]),
    ...(roles.observers.length === 0 ? [] : [`${roles.observers.join(', ')} observe`]),
  ].join(' · ')

/** How fast people were, what was missing, who ended it: names with one clause each. */
export const responseOf = (plan: GameDayPlan, day: GameDayReport): readonly (readonly [string, string])[] => {
  const since = (ms: number | null) => (ms === null ? 'nobody noted it' : `${showDuration(ms)} after the first fault`)
  const { halted, checklist } = day
  const open = checklist.filter(({ t }) => t === null).map(({ item }) => item)
  const off = halted?.offMs == null ? '' : `; no fault was left after ${showDuration(halted.offMs)}`
  return [
    ...(plan.expectedResponse === null ? [] : [['expected', plan.expectedResponse] as const]),
    ['detected', since(day.detectedMs)],
    ['mitigated', since(day.mitigatedMs)],
    ...(halted === null ? [] : [['halted', `by ${halted.by}${halted.why && `: ${halted.why}`}${off}`] as const]),
    ...(open.length === 0 ? [] : [['not ticked', open.join(', ')] as const]),
  ]
}

/** `2 of 3 right`, of what the run decided. */
export const scoreOf = ({ expected }: PredictionReport): string => {
  const decided = expected.filter(({ right }) => right !== null)
  const right = decided.filter(one => one.right).length
  return decided.length === 0 ? 'nothing was decided' : `${right} of ${decided.length} right`
}

/** `✔ usable: pass, as it was`. */
export const outcomeOf = ({ hypothesis, expected, verdict, right }: PredictionReport['expected'][number]): string =>
  `${MARKS[String(right)] ?? '?'} ${hypothesis}: ${expected}${right === true ? '' : `, it was ${verdict}`}`

const MARKS: Readonly<Record<string, string>> = { true: '✔', false: '✖', null: '?' }
