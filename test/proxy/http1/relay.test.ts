// Over 150 lines: a relay, whichever of its two messages ends first and however.
import { expect, test } from 'vitest'
import { httpOrigin, type RawOrigin, rawOrigin } from '../../support/origin.js'
import { head, rawClient } from '../../support/raw-client.js'
import { eventually, withProxy } from '../../support/with-proxy.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Answers every request head with the same bytes. */
const always = (reply: string): Promise<RawOrigin> =>
  rawOrigin(async peer => {
    for (;;) {
      await peer.until('\r\n\r\n', 20_000)
      peer.take()
      await peer.send(reply)
    }
  })

test('twenty pipelined requests with bodies are answered in their order', async () => {
  await using origin = await httpOrigin((request, response, seen) => {
    request.on('end', () =>
      setTimeout(() => response.end(`<${request.url} ${seen.body}>`), Number(request.url?.length)),
    )
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  const numbers = Array.from({ length: 20 }, (_, at) => at)
  await client.send(numbers.map(at => `${head(`POST /${at}`, 'Content-Length: 3')}${100 + at}`).join(''))
  await client.until('</19 119>')
  expect(client.text.match(/<[^>]*>/g)).toEqual(numbers.map(at => `</${at} ${100 + at}>`))
  expect(new Set(proxy.facts('exchange.opened').map(({ connection }) => connection)).size).toBe(1)
})

test('Expect goes to the upstream, and its 100 to the client, before any of the body', async () => {
  await using origin = await rawOrigin(async peer => {
    const request = await peer.until('\r\n\r\n')
    expect(request).toMatch(/Expect: 100-continue\r\n/)
    expect(request).toMatch(/\r\n\r\n$/)
    await peer.send('HTTP/1.1 100 Continue\r\nX-Own: 1\r\n\r\n')
    await peer.until(/body$/)
    await peer.send(OK)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 4', 'Expect: 100-continue'))
  expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\nX-Own: 1\r\n\r\n')
  client.take()
  await client.send('body')
  expect(await client.until(/ok$/)).toBe(OK)
})

test('a reply passes while the upload still runs, and the connections go on after it', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(OK)
    await peer.until(/second$/)
    await peer.until(/GET \/next.*\r\n\r\n/s)
    await peer.send(OK)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(`${head('POST /', 'Content-Length: 12')}first `)
  await client.until(/ok$/)
  expect(proxy.facts('exchange.closed')).toEqual([])
  await client.send('second')
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', received: 12, sent: 2 }])
  await client.send(head('GET /next'))
  await client.until(/ok.*ok$/s)
  expect(origin.accepted).toBe(1)
})

test('an upstream that answers early and closes ends the upload, and the client has the whole reply', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig')
    peer.finish()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(`${head('POST /', 'Content-Length: 1000000')}start`)
  expect(await client.ended()).toBe('fin')
  expect(client.text).toMatch(/^HTTP\/1\.1 413 Too Large\r\n.*big$/s)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', status: 413, sent: 3 }])
})

test('bytes behind a reply end that upstream connection, and never reach a client', async () => {
  await using origin = await always(`${OK}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison`)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  for (let time = 1; time <= 3; time++) {
    await client.send(head('GET /'))
    await client.until(/ok$/)
    expect(client.take()).toBe(OK)
  }
  expect(origin.accepted).toBe(3)
})

test('bytes on an idle upstream connection end it', async () => {
  await using origin = await always(OK)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until(/ok$/)
  await origin.peers[0]?.send('HTTP/1.1 408 Request Timeout\r\n\r\n')
  expect(await origin.peers[0]?.ended()).toBeDefined()
  client.take()
  await client.send(head('GET /'))
  expect(await client.until(/ok$/)).toBe(OK)
  expect(origin.accepted).toBe(2)
})

test('a FIN behind the request reaches the upstream, and its reply the client', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.ended()
    await peer.send(OK)
    peer.finish()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  client.finish()
  await client.ended()
  expect(client.text).toBe(OK)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete' }])
})

test("a client's RST is an RST for the upstream", async () => {
  await using origin = await rawOrigin(peer => peer.until('never'))
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await eventually(
    () => origin.peers[0]?.text ?? '',
    text => text.endsWith('\r\n\r\n'),
  )
  client.reset()
  expect(await origin.peers[0]?.ended()).toBe('reset')
  expect(await proxy.closed(1)).toMatchObject([{ end: 'clientLeft', status: null }])
})

test.each([
  ['fin', 'finish'],
  ['reset', 'reset'],
] as const)('an upstream that breaks off by %s breaks the transfer by the same', async (ending, how) => {
  const reply = `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(500)}`
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(reply)
    await new Promise(resolve => setTimeout(resolve, 50))
    peer[how]()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  expect(await client.ended()).toBe(ending)
  expect(client.text).toBe(reply)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'upstreamFailed', status: 200, sent: 500 }])
})

test('a client of HTTP/1.0 gets a chunked reply without chunks, and then the end', async () => {
  await using origin = await always(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
  )
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send('GET / HTTP/1.0\r\n\r\n')
  await client.ended()
  expect(client.text).toBe('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde')
  expect(origin.peers[0]?.text ?? '').not.toMatch(/HTTP\/1\.0/)
})

test('a client of HTTP/1.0 that asks for it keeps its connection', async () => {
  await using origin = await always(OK)
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  for (let time = 0; time < 2; time++) {
    await client.send('GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n')
    await client.until(/ok$/)
    expect(client.take()).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok$/)
  }
})

test('fields that frame or route are not dropped for being named by Connection', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until(/abc$/)
    await peer.send(OK)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(`${head('POST /', 'Connection: content-length, host, x-a', 'Content-Length: 3', 'X-A: 1')}abc`)
  await client.until(/ok$/)
  expect(origin.peers[0]?.text).toBe('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc')
})
