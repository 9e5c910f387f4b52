import { expect, test } from 'vitest'
import { rawOrigin } from '../../support/origin.js'
import { head, rawClient } from '../../support/raw-client.js'
import { eventually, withProxy } from '../../support/with-proxy.js'
import { replyRules, requestRules } from './corpus.js'
import { ourRequests } from './our-reading.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** An origin that keeps all it gets, and answers each head. */
const recorder = () =>
  rawOrigin(async peer => {
    for (let heads = 1; ; heads++) {
      await peer.until(new RegExp(`(?:\r\n\r\n.*){${heads}}`, 's'), 20_000)
      await peer.send(OK)
    }
  })

test.each(requestRules)('$rule: a request that breaks it is refused, and its connection ends', async ({ breaks }) => {
  await using origin = await recorder()
  await using proxy = await withProxy({ upstream: origin.url })
  for (const text of breaks) {
    const whole = ourRequests([Buffer.from(text, 'latin1')]).messages.length
    await using client = await rawClient(proxy.port)
    await client.send(text).catch(() => {})
    await client.ended()
    const last = client.text.split(/(?=HTTP\/1\.1 \d{3} )/).at(-1)
    expect.soft([text, last]).toEqual([text, expect.stringMatching(/^HTTP\/1\.1 (400|405|431|501|505) .*close/s)])
    expect.soft([text, client.text.split('HTTP/1.1 200 OK').length - 1]).toEqual([text, whole])
  }
  const forwarded = origin.peers.map(peer => peer.text).join('')
  expect(forwarded).not.toMatch(/\n[ \t]|[^\r]\n|\r[^\n]| :|\0/)
})

test('a chunk that breaks a rule ends the upload: its request is never whole upstream', async () => {
  await using origin = await rawOrigin(peer => peer.ended())
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(`${head('POST /', 'Transfer-Encoding: chunked')}3\r\nabc\r\n`)
  await eventually(
    () => origin.peers[0]?.text ?? '',
    text => text.endsWith('abc\r\n'),
  )
  await client.send('zz\r\n')
  expect(await client.ended()).toBe('fin')
  expect(client.text).toMatch(/^HTTP\/1\.1 400 /)
  const [peer] = origin.peers
  await peer?.ended()
  expect(peer?.text).toMatch(/\r\n\r\n3\r\nabc\r\n$/)
  expect(await proxy.closed(1)).toMatchObject([{ end: 'clientLeft', detail: expect.stringMatching(/^a chunk/) }])
})

test.each(replyRules)('$rule: a reply that breaks it is a 502, or a broken transfer', async ({ breaks }) => {
  let reply = ''
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(reply)
    await peer.ended()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  for (reply of breaks) {
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /'))
    await client.until(/\r\n\r\n/).catch(() => '')
    if (/^HTTP\/1\.1 502/.test(client.text)) continue
    await client.ended()
    expect.soft([reply, client.text]).not.toEqual([reply, expect.stringMatching(/\r\n0\r\n\r\n$/)])
  }
  const ends = proxy.facts('exchange.closed').map(({ end }) => end)
  expect(ends).toEqual(breaks.map(() => 'upstreamFailed'))
})

test('what a client sends behind a refused request is not read', async () => {
  await using origin = await recorder()
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 3', 'Transfer-Encoding: chunked') + head('GET /smuggled'))
  await client.ended()
  expect(client.text.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  expect(origin.peers).toHaveLength(0)
})
