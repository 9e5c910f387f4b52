import net from 'node:net'
import * as v from 'valibot'
import { tryConnect } from '../core/connect.js'
import { within } from '../core/deadline.js'
import { timeout } from '../core/http-options.js'
import { defineProbe, type Sample } from '../core/probe.js'
import { describeError, errorClass } from '../core/socket-error.js'

const options = v.strictObject({
  host: v.pipe(v.string(), v.nonEmpty('expected a host'), v.metadata({ description: 'a host name or address' })),
  port: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1, 'expected a port from 1 to 65535'),
    v.maxValue(65_535, 'expected a port from 1 to 65535'),
    v.metadata({ description: 'a port from 1 to 65535' }),
  ),
  timeout: v.optional(timeout, '5s'),
})

/** A sample is good when the connection is made; it is closed at once. */
export const tcp = defineProbe({
  name: 'tcp',
  summary: 'connects to a port',
  kind: 'active',
  options,
  examples: [
    { host: '127.0.0.1', port: 5432 },
    { host: '127.0.0.1', port: 5432, timeout: '1s' },
  ],
  urls: ({ host, port }) => [`http://${net.isIPv6(host) ? `[${host}]` : host}:${port}`],
  open({ host, port, timeout }, { clock }) {
    const sample = async (signal: AbortSignal): Promise<Sample> => {
      const start = clock.now()
      const done = await within(clock, timeout, signal, signal => tryConnect(host, port, signal))
      const latencyMs = clock.now() - start
      if (done.expired) return { ok: false, latencyMs: timeout, error: 'timeout' }
      const error = done.value
      if (error === null) return { ok: true, latencyMs }
      return { ok: false, latencyMs, error: errorClass(error), detail: describeError(error) }
    }
    return { kind: 'active', sample }
  },
})
