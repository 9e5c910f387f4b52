import { defineFault } from '../core/fault.js'
import { optionless } from '../core/optionless.js'

export const refuse = defineFault({
  name: 'refuse',
  seen: 'ECONNREFUSED, curl 7; through a forward proxy 502',
  peers: 'Toxiproxy down',
  fallacy: 'The network is reliable',
  summary: 'Refuses new connections, as a machine does on which nothing listens; a forward proxy answers 502.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  ...optionless,
  stage: () => 'endEarly',
  reach: () => 'door',
  hold: (_, tools) => async door => {
    door.shut()
    await tools.wait(Number.POSITIVE_INFINITY, door)
  },
})
