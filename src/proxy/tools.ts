import type { Clock } from '../core/clock.js'
import type { Exchange } from '../core/exchange.js'
import type { Tools } from '../core/fault.js'
import type { Journal } from '../core/journal.js'
import type { Activation } from './board.js'

/** The tools of one hit; `passed` is told when it was none. */
export const toolsFor = (
  activation: Activation,
  hit: Exchange,
  clock: Clock,
  journal: Journal,
  passed: () => void = () => {},
): Tools => {
  const { rule, states, lifted } = activation
  const about = { x: hit.id, fault: rule.id }
  return {
    clock,
    lifted,
    wait: (ms, exchange) => wait(ms, exchange, activation, clock),
    state: (scope, create) => states.get(scope, hit, create),
    acted: actual => journal.append({ type: 'fault.acted', ...about, actual }),
    missed: why => journal.append({ type: 'fault.missed', ...about, why }),
    passed(why) {
      passed()
      journal.append({ type: 'fault.passed', ...about, why })
    },
  }
}

/** Joined by hand: AbortSignal.any leaks on Node 20 (nodejs/node#54614). */
const wait = async (ms: number, { signal }: Exchange, activation: Activation, clock: Clock): Promise<boolean> => {
  signal.throwIfAborted()
  if (activation.lifted.aborted) return false
  const joined = new AbortController()
  const leave = () => joined.abort(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  const forget = activation.onLift(() => joined.abort())
  try {
    await clock.sleep(ms, joined.signal)
    return true
  } catch (error) {
    signal.throwIfAborted()
    if (activation.lifted.aborted) return false
    throw error
  } finally {
    signal.removeEventListener('abort', leave)
    forget()
  }
}
