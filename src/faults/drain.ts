import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { duration, shape } from '../core/options.js'

export const drain = defineFault({
  name: 'drain',
  seen: 'connections that end after their reply, then ECONNREFUSED, then all is well again',
  peers: 'Envoy drain',
  fallacy: 'Topology does not change',
  summary: 'Ends as a server does that is replaced: it refuses connections, lets go of those it has, and comes back.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    grace: v.optional(
      v.pipe(duration, v.description('how long what is under way may take; then its connections end by RST')),
      '10s',
    ),
    down: v.optional(v.pipe(duration, v.description('how long it goes on to refuse connections after that')), '5s'),
    back: v.optional(v.pipe(duration, v.description('how long it serves before it drains again; without it, once'))),
  }),
  examples: [
    { grace: '5s', down: '10s' },
    { grace: '1s', down: '2s', back: '10s' },
  ],
  stage: () => 'endEarly',
  reach: () => 'door',
  draw: ({ grace, down, back }) => ({ graceMs: grace, downMs: down, backMs: back ?? null }),
  hold:
    ({ graceMs, downMs, backMs }, tools) =>
    async door => {
      do {
        const open = door.shut()
        const connections = door.shed('drain')
        await tools.wait(graceMs, door)
        tools.acted({ connections, cut: tools.lifted.aborted ? 0 : door.shed('reset') })
        await tools.wait(downMs, door)
        open()
      } while (await tools.wait(backMs ?? Number.POSITIVE_INFINITY, door))
    },
})
