import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { faults } from '../../src/faults/index.js'
import { type Answer, httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

const JSON_BODY = JSON.stringify({ id: 1, total: 2, items: Array(2_000).fill('item') })

/** By path: a length, chunks, no body, or a stream of events that goes on until the client leaves. */
const answer: Answer = (request, response) => {
  const { url = '' } = request
  response.setHeader('Content-Type', url === '/events' ? 'text/event-stream' : 'application/json')
  if (url === '/none') response.writeHead(204)
  if (url === '/length') response.setHeader('Content-Length', JSON_BODY.length)
  if (url === '/events') response.write('data: 1\n\n')
  else request.on('end', () => response.end(url === '/none' ? undefined : JSON_BODY))
}

const REQUESTS = [
  head('GET /length', 'Connection: close', 'Authorization: Bearer a', 'Accept-Encoding: gzip'),
  head('GET /chunks', 'Connection: close', 'Cookie: a=b'),
  head('HEAD /length', 'Connection: close'),
  head('GET /none', 'Connection: close'),
  `${head('POST /length', 'Connection: close', 'Content-Length: 20000')}${'x'.repeat(20_000)}`,
  `${head('POST /chunks', 'Connection: close', 'Transfer-Encoding: chunked')}4\r\nabcd\r\n0\r\n\r\n`,
]

const onHttp = faults.filter(({ protocols }) => protocols.includes('http1'))
const cases = onHttp
  .flatMap(({ name, examples }) => examples.map((example): [string, Json] => [name, example]))
  .filter(([name, example]) => {
    const { reach, protocols } = faultNamed(name, example)
    return reach === 'exchange' && protocols.includes('http1')
  })

test.each(cases)(
  '%s %j goes in and out again on real connections, and leaves nothing behind',
  async (name, options) => {
    await using origin = await httpOrigin(answer)
    await using proxy = await withProxy({ upstream: origin.url })
    const before = (await talkRaw(proxy.port, REQUESTS[0] ?? '')).text
    const lift = proxy.inject(faultNamed(name, options))
    const talks = REQUESTS.map(request => talkRaw(proxy.port, request))
    await using watcher = await rawClient(proxy.port)
    await watcher.send(head('GET /events'))
    await eventually(
      () => proxy.facts('fault.injected').length,
      hits => hits > REQUESTS.length,
    )
    await new Promise(resolve => setTimeout(resolve, 20))
    lift()
    await Promise.all(talks)
    watcher.socket.destroy()
    const closed = await proxy.closed(REQUESTS.length + 2)
    // Examples that name another upstream find nobody there.
    const failed = closed.filter(
      ({ end, detail }) => end === 'upstreamFailed' && !/127\.0\.0\.1:900\d/.test(detail ?? ''),
    )
    expect(failed.map(({ detail }) => detail)).toEqual([])
    const after = (await talkRaw(proxy.port, REQUESTS[0] ?? '')).text
    expect(withoutDate(after)).toBe(withoutDate(before))
  },
)

const withoutDate = (text: string) => text.replace(/\r\nDate: [^\r]*/, '')
