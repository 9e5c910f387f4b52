import * as v from 'valibot'
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

/** What faults that end a connection at such a point have in common. */
export const ending = {
  stage: ({ at }: At) => (at === 'connect' || at === 'request' ? 'endEarly' : 'endLate'),
  reach: ({ at }: At) => (at === 'connect' ? 'arrival' : 'exchange'),
  unfit: ({ at }: At, protocol) => (at === 'connect' ? null : unfitShare(at, protocol)),
} satisfies Partial<Fault<At, never>>
