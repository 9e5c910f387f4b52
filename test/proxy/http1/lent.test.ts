import net from 'node:net'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/core/system-clock.js'
import { oneDestination } from '../../../src/proxy/http1/destinations.js'
import { openHttp1 } from '../../../src/proxy/http1/http1.js'
import type { Pipeline } from '../../../src/proxy/pipeline.js'
import { Visit } from '../../../src/proxy/visit.js'
import { rawOrigin } from '../../support/origin.js'
import { head } from '../../support/raw-client.js'
import { eventually } from '../../support/with-proxy.js'

/** A client whose socket takes one write and is busy with it until it is let go: what it holds is not copied. */
const busyClient = (request: string) => {
  const taken: Buffer[] = []
  let busy = true
  let finish: (() => void) | null = null
  const socket = new Duplex({
    allowHalfOpen: true,
    read() {},
    write(chunk: Buffer, _, done) {
      taken.push(chunk)
      if (busy) finish = done
      else done()
    },
  })
  socket.push(Buffer.from(request, 'latin1'))
  return {
    socket,
    text: () => Buffer.concat(taken).toString('latin1'),
    letGo() {
      busy = false
      finish?.()
    },
  }
}

/** No fault, and nobody who listens. */
const plain: Pipeline = ({ protocol, connection, request }) => ({
  exchange: { id: 1, route: 'a', protocol, connection, request, signal: new AbortController().signal },
  faulted: false,
  waits: null,
  whenHit: null,
  meet() {},
  handle: () => Promise.reject(new Error('nothing is pulled')),
  retried() {},
  headSent() {},
  abort() {},
  close() {},
})

test.each([
  ['a reply', 'HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n', head('GET /')],
  ['a chunked reply', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbb8\r\n', head('GET /')],
  [
    'a tunnel',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    head('GET /', 'Upgrade: x', 'Connection: Upgrade'),
  ],
])('what a client is still busy with is not overwritten by what comes next: %s', async (_, start, request) => {
  await using origin = await rawOrigin(peer => peer.until('never', 20_000))
  const clock = systemClock()
  const http1 = openHttp1(oneDestination({ upstream: origin.url }, clock), plain, { clock, isOurs: () => false })
  const client = busyClient(request)
  http1.serve(client.socket, new Visit(1, 'here', new net.Socket()))
  const arrived = () => origin.peers[0]?.text ?? ''
  await eventually(arrived, text => text.endsWith('\r\n\r\n'))
  const pieces = [start, 'a'.repeat(1_000), 'b'.repeat(1_000), 'c'.repeat(1_000)]
  for (const piece of pieces) {
    await origin.peers[0]?.send(piece)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  client.letGo()
  await eventually(client.text, text => text.length >= pieces.join('').length)
  expect(client.text()).toBe(pieces.join(''))
  await http1.close()
})
