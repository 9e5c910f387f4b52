import * as v from 'valibot'
import { overlay } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { type HeaderList, withoutHeaders } from '../core/headers.js'
import { oneOf, shape } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

const UPGRADE: HeaderList = [['Upgrade', 'websocket']]

export const noUpgrade = defineFault({
  name: 'noUpgrade',
  seen: 'a reply other than 101: it should fall back to polling',
  peers: 'none in Toxiproxy, Envoy or WireMock',
  fallacy: 'The network is homogeneous',
  summary:
    'Lets no WebSocket come about, as a middlebox does that knows only requests, or answers the handshake itself.',
  protocols: ['websocket'],
  options: shape({
    how: v.optional(
      v.pipe(
        oneOf(['strip', 400, 426]),
        v.description('strip: the upstream gets a request like any other; 400, 426: it is answered so'),
      ),
      'strip',
    ),
  }),
  examples: [{}, { how: 426 }],
  stage: () => 'answer',
  draw: ({ how }) => ({ how }),
  inject:
    ({ how }) =>
    async (exchange, next) => {
      if (how !== 'strip') return ownReply(how, 'no WebSocket comes through here', how === 426 ? UPGRADE : [])
      const headers = withoutHeaders(exchange.request.headers, 'upgrade', 'connection')
      return next({ ...exchange, request: overlay(exchange.request, { headers, body: null }) })
    },
})
