import { UserError } from '../core/problem.js'
import type { Plane } from '../proxy/plane.js'
import type { RunContext } from './run.js'

/** Takes every fault off; only its first call does. Throws when one is still in force. */
export type Removal = () => void

/** Lifts every fault, then asks the data plane whether any is left: that is what `verified` says. */
export const openRemoval = ({ clock, journal, halt, enter }: RunContext, plane: Plane): Removal => {
  let done = false
  return () => {
    if (done) return
    done = true
    enter('reverting')
    const start = clock.now()
    plane.liftAll(halt.whyLifted())
    const left = plane.active()
    journal.append({ type: 'faults.removed', verified: left.length === 0, afterMs: clock.now() - start })
    if (left.length === 0) return
    throw new UserError(`could not remove ${left.join(', ')}`, {
      exit: 'cleanupFailed',
      hints: ['its proxy closes with this process, and the fault ends with it'],
    })
  }
}
