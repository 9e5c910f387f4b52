import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { faults } from '../../src/faults/index.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

/** Options under which a fault lets a stream of events pass. What is not here passes them with its first example. */
const PASSING: Readonly<Record<string, Json>> = {
  latency: { add: '5ms', at: 'eachMessage' },
  bandwidth: { rate: '1MB/s' },
  stall: { at: 'response', duration: '1ms' },
  loss: { rate: '1%', rtt: '1ms', rto: '1ms' },
  pause: { every: '10s', for: '1ms' },
  slice: { size: '3B', gap: '1ms' },
  slowReader: { rate: '1MB/s', direction: 'down' },
  message: { action: 'delay', for: '1ms' },
  tamper: { replace: { nothing: 'else' } },
  versionSkew: { fields: { drop: ['nothing'] } },
  encoding: { how: 'br' },
  quota: { bytes: '1MiB' },
  concurrency: { max: 5 },
  queue: { rate: '1000/s' },
  rateLimit: { limit: 100, window: '1s' },
}
const STREAMING = faults.filter(({ name, protocols }) => name in PASSING && protocols.includes('http1'))

test.each(STREAMING.map(({ name }) => [name, PASSING[name]] as const))(
  'through %s %j, each event of a stream arrives before the next one is sent',
  async (name, options) => {
    let stream: ServerResponse | undefined
    await using origin = await httpOrigin((_, response) => {
      stream = response
      response.setHeader('Content-Type', 'text/event-stream')
      response.flushHeaders()
    })
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed(name, options))
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /events'))
    await client.until('\r\n\r\n')
    for (const n of [1, 2, 3]) {
      stream?.write(`data: ${n}\n\n`)
      await client.until(new RegExp(`(?:^|\\W)${n}(?:\\r\\n\\w+\\r\\n)?\\n`))
    }
    expect(client.ending).toBe('open')
  },
)
