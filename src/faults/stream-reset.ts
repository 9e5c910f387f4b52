import * as v from 'valibot'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { atPoint } from '../core/moment.js'
import { point, shape } from '../core/options.js'
import { streamCode } from '../core/stream-code-option.js'

export const streamReset = defineFault({
  name: 'streamReset',
  seen: 'an error with the code by name; curl 92; of CANCEL and NO_ERROR many clients see the end only',
  peers: 'Envoy reset_stream',
  fallacy: 'The network is reliable',
  summary: 'Ends one stream by RST_STREAM, after every byte before the point; others on its connection go on.',
  protocols: ['http2'],
  options: shape({
    code: v.optional(streamCode, 'INTERNAL_ERROR'),
    at: v.optional(
      v.pipe(point, v.description('request: before it is forwarded; response: before the reply; or in its body')),
      'response',
    ),
  }),
  examples: [{}, { code: 'REFUSED_STREAM', at: 'request' }, { code: 8, at: '1KiB' }, { at: '50%' }],
  stage: ({ at }) => (at === 'request' ? 'endEarly' : 'endLate'),
  draw: ({ code, at }) => ({ code, at }),
  inject: ({ code, at }, tools) =>
    atPoint(at, tools, async (_, bytes) => {
      tools.acted({ bytes })
      throw new Cut({ stream: code })
    }),
})
