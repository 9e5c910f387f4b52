import type { Fact } from '../core/fact.js'
import type { Entry } from '../core/journal.js'
import type { Plan } from '../core/plan.js'
import { type GameDay, gameDay, unticked } from '../metrics/game-day.js'
import type { Means, People } from '../run/run.js'
import type { Order } from './order.js'

/** A phase that waits for a person. */
interface Awaited {
  readonly phase: string
  open(by: string): void
}

/**
 * Where people act on a run, from wherever they do: every order goes through here, becomes a fact of the journal, and
 * what is known of them is a fold over those.
 */
export interface Desk extends People {
  /** As the journal tells it, once that is begun: what people see is masked. */
  readonly plan: Plan
  /** Told every entry of the run. */
  read(entry: Entry): void
  /** What people did so far. */
  said(): GameDay
  /** The phase that waits for a person; null where none does. */
  waiting(): string | null
  /** What must be done before it may start. */
  missing(): readonly string[]
  /** Carries an order out; else says why not. */
  order(order: Order): string | null
}

export const openDesk = (planned: Plan): Desk => {
  let plan = planned
  let state = gameDay.start()
  let means: Means | null = null
  let awaited: Awaited | null = null
  let ended = false
  const missing = () => (awaited === null ? [] : missingFor(plan, awaited.phase, state))
  const carryOut = (order: Order, { append, halt }: Means): string | null => {
    if (order.do === 'halt') halt(order.by, order.why)
    else if (order.do === 'open') return open(order.by)
    else {
      const fact = factOf(order, plan, state)
      if (typeof fact === 'string') return fact
      append(fact)
    }
    return null
  }
  const open = (by: string): string | null => {
    if (awaited === null) return 'no phase waits for a person'
    const [first] = missing()
    if (first !== undefined) return `${awaited.phase} cannot start: ${first}`
    awaited.open(by)
    return null
  }
  return {
    ...{ missing, said: () => state, waiting: () => awaited?.phase ?? null },
    get plan() {
      return plan
    },
    join(given) {
      means = given
    },
    read(entry) {
      state = gameDay.next(state, entry)
      if (entry.type === 'run.started') plan = entry.plan
      if (entry.type === 'run.ended') ended = true
    },
    order: order => (means === null || ended ? 'the run is over' : carryOut(order, means)),
    approve: (phase, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const leave = () => {
          awaited = null
          reject(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
        awaited = {
          phase,
          open(by) {
            awaited = null
            signal.removeEventListener('abort', leave)
            resolve(by)
          },
        }
      }),
  }
}

/** Only the first phase with faults has conditions: after it everybody knows what there is. */
const missingFor = (plan: Plan, phase: string, state: GameDay): readonly string[] => {
  const first = plan.phases.find(({ kind }) => kind === 'inject')
  if (plan.gameDay === undefined || first?.name !== phase) return []
  const open = unticked(plan.gameDay, state)
  const unheard = plan.gameDay.predictions === 'required' && state.predictions.size === 0
  return [...open.map(item => `"${item}" is not ticked`), ...(unheard ? ['nobody has predicted how it will end'] : [])]
}

type Of<Do extends Order['do']> = Extract<Order, { readonly do: Do }>

/** What becomes of the order, or why it cannot be. */
const factOf = (order: Of<'note' | 'tick' | 'predict'>, plan: Plan, state: GameDay): Fact | string => {
  if (order.do === 'tick') return tickOf(order, plan)
  if (order.do === 'predict') return predictionOf(order, plan, state)
  const { by, kind, text } = order
  return text === '' && kind === 'note' ? 'expected some words' : { type: 'note.taken', by, kind, text }
}

const tickOf = ({ item, by }: Of<'tick'>, { gameDay }: Plan): Fact | string =>
  gameDay?.checklist.includes(item)
    ? { type: 'checklist.ticked', item, by }
    : `there is no ${JSON.stringify(item)} on the checklist`

const predictionOf = (
  { by, expects, why }: Of<'predict'>,
  { gameDay, hypotheses }: Plan,
  { firstFaultMs }: GameDay,
): Fact | string => {
  if (gameDay === undefined || gameDay.predictions === 'off') return 'no predictions are collected'
  if (firstFaultMs !== null) return 'predictions are closed: the first fault was in force'
  const unknown = Object.keys(expects).find(id => hypotheses.every(one => one.id !== id))
  if (unknown !== undefined) return `there is no hypothesis ${JSON.stringify(unknown)}`
  if (Object.keys(expects).length === 0) return 'expected pass or fail of at least one hypothesis'
  return { type: 'prediction.made', by, expects, ...(why !== '' && { why }) }
}
