import net, { type AddressInfo } from 'node:net'
import { type Entry, openJournal } from '../../src/core/journal.js'
import { seeded } from '../../src/core/random.js'
import { systemClock } from '../../src/core/system-clock.js'
import { openBoard } from '../../src/proxy/board.js'
import { oneDestination } from '../../src/proxy/http1/destinations.js'
import { openHttp2 } from '../../src/proxy/http2/http2.js'
import type { Plain } from '../../src/proxy/http2/sessions.js'
import { openPipeline, openTraffic } from '../../src/proxy/pipeline.js'

export interface PlainHttp2 extends AsyncDisposable {
  readonly port: number
  readonly entries: readonly Entry[]
  /** Exchanges that are open, and connections of clients. */
  readonly open: number
  readonly connections: number
}

/** The serving of HTTP/2 on connections without TLS, before an upstream of either version. */
export const plainHttp2 = async (upstream: URL, plain: Plain): Promise<PlainHttp2> => {
  const clock = systemClock()
  const journal = openJournal(() => clock.now())
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const board = openBoard({ clock, journal, random: seeded(1), ttlMs: 600_000 })
  const traffic = openTraffic({ clock, journal, board })
  const pipeline = openPipeline({ id: 'payments', routes: [] }, traffic)
  const { isOurs } = traffic
  const http2 = openHttp2({ clock, isOurs, pipeline, destinations: oneDestination({ upstream }, clock), plain })
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, socket =>
    http2.serve(socket, traffic.visits.at(socket, 'payments')),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    // A server that listens on TCP has an address of this shape.
    port: (server.address() as AddressInfo).port,
    entries,
    get open() {
      return traffic.open.size
    },
    get connections() {
      return traffic.visits.of('payments').length
    },
    async [Symbol.asyncDispose]() {
      server.close()
      board.close()
      await http2.close()
    },
  }
}
