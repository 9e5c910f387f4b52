import { oneDestination } from './http1/destinations.js'
import { type Http1, openHttp1 } from './http1/http1.js'
import type { Http2 } from './http2/http2.js'
import { openPipeline, type Traffic } from './pipeline.js'
import type { ProxySpec } from './rule.js'

/** HTTP in both versions, from clients to one upstream. */
export interface Http extends Pick<Http1, 'stop' | 'close'> {
  readonly http1: Pick<Http1, 'serve'>
  readonly http2: Pick<Http2, 'serve'>
}

/** HTTP/2 is loaded for proxies whose clients can speak it. */
export const openHttp = async (spec: ProxySpec, traffic: Traffic): Promise<Http> => {
  const { clock } = traffic
  const destinations = oneDestination(spec, clock)
  const pipeline = openPipeline(spec, traffic)
  const http1 = openHttp1(destinations, pipeline, traffic)
  if (spec.tls === undefined && spec.protocol !== 'h2c') return { ...http1, http1, http2: http1 }
  const { openHttp2 } = await import('./http2/http2.js')
  const plain = spec.protocol === 'h2c' ? 'h2c' : 'http1'
  const http2 = openHttp2({ clock, isOurs: traffic.isOurs, pipeline, destinations, plain })
  return {
    ...{ http1, http2 },
    stop() {
      http1.stop()
      http2.stop()
    },
    async close() {
      await Promise.all([http1.close(), http2.close()])
    },
  }
}
