import * as v from 'valibot'
import { Cut, type Protocol } from './exchange.js'
import type { Fault } from './fault.js'
import { unfitShare } from './moment.js'
import { type Point, pointOrConnect } from './options.js'

/** Where a fault ends a connection. */
export const endingPoint = v.optional(
  v.pipe(
    pointOrConnect,
    v.description(
      'connect: before a byte is read; request: before it is forwarded; response: when the upstream has answered; or in the body of the reply',
    ),
  ),
  'request',
)

interface At {
  readonly at: Point | 'connect'
}

/** What faults that end a connection at such a point have in common; one at the connect has nothing else to choose. */
export const ending = (how: 'close' | 'reset') =>
  ({
    stage: ({ at }: At) => (at === 'connect' || at === 'request' ? 'endEarly' : 'endLate'),
    reach: ({ at }: At) => (at === 'connect' ? 'arrival' : 'exchange'),
    greet: () => async () => {
      throw new Cut(how)
    },
  }) satisfies Partial<Fault<At, never>>

/** Why a connection cannot be ended at that point of this protocol; null when it can. */
export const unfitEnding = ({ at }: At, protocol: Protocol): string | null =>
  at === 'connect' ? null : unfitShare(at, protocol)

/** The point of an exchange: at the connect there is none yet. */
export const pointOf = ({ at }: At): Point => (at === 'connect' ? 'request' : at)
