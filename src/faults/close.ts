import * as v from 'valibot'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { atPoint, endingStage, unfitShare } from '../core/moment.js'
import { notYet, pointBut, shape } from '../core/options.js'

export const close = defineFault({
  name: 'close',
  fallacy: 'The network is reliable',
  summary: "Ends the client's connection by FIN without a finished reply, after every byte before the point.",
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
    half: notYet('half'),
  }),
  examples: [{ at: 'request' }, { at: 'response' }, { at: '64KiB' }, { at: '50%' }],
  stage: ({ at }) => endingStage(at),
  unfit: ({ at }, protocol) => unfitShare(at, protocol),
  draw: ({ at }) => ({ at }),
  inject: ({ at }, tools) =>
    atPoint(at, tools, async (_, bytes) => {
      tools.acted({ bytes })
      throw new Cut('close')
    }),
})
