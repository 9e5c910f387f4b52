import * as v from 'valibot'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { atPoint, endingStage, unfitShare } from '../core/moment.js'
import { oneOf, pointBut, shape } from '../core/options.js'

export const reset = defineFault({
  name: 'reset',
  fallacy: 'The network is reliable',
  summary: "Ends the client's connection by RST, after every byte before the point was delivered.",
  protocols: ['http1', 'websocket', 'tcp'],
  options: shape({
    at: v.optional(
      v.pipe(
        pointBut(text => text === 'connect'),
        v.description(
          'request: before it is forwarded; response: when the upstream has answered; or in the body of the reply',
        ),
      ),
      'request',
    ),
    side: v.optional(
      v.pipe(
        oneOf(['client'], text => text === 'upstream' || text === 'both'),
        v.description('whose connection'),
      ),
      'client',
    ),
  }),
  examples: [{ at: 'request' }, { at: 'response' }, { at: '500B' }, { at: '50%' }],
  stage: ({ at }) => endingStage(at),
  unfit: ({ at }, protocol) => unfitShare(at, protocol),
  draw: ({ at }) => ({ at }),
  inject: ({ at }, tools) =>
    atPoint(at, tools, async (_, bytes) => {
      tools.acted({ bytes })
      throw new Cut('reset')
    }),
})
