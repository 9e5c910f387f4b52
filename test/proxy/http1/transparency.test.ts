import { expect, test } from 'vitest'
import { seeded } from '../../../src/core/random.js'
import { rawOrigin } from '../../support/origin.js'
import { rawClient } from '../../support/raw-client.js'
import { withProxy } from '../../support/with-proxy.js'
import { exchangeOf, type Wire } from './exchanges.js'

const HOPS = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te']

/** A head without its hop-by-hop lines (RFC 9110 7.6.1), and all that follows it as it is. */
const withoutHops = (message: string): string => {
  const end = message.indexOf('\r\n\r\n')
  const [line = '', ...fields] = message.slice(0, end).split('\r\n')
  const nameOf = (field: string) => field.slice(0, field.indexOf(':')).toLowerCase()
  const named = fields.filter(field => nameOf(field) === 'connection').flatMap(field => field.slice(11).split(','))
  const dropped = new Set([...HOPS, ...named.map(name => name.trim().toLowerCase())])
  return [line, ...fields.filter(field => !dropped.has(nameOf(field)))].join('\r\n') + message.slice(end)
}

/** The interim replies and the final one, each without its hop-by-hop lines. */
const repliesIn = (text: string): string[] => {
  const end = text.indexOf('\r\n\r\n') + 4
  return /^HTTP\/1\.1 1/.test(text)
    ? [withoutHops(text.slice(0, end)), ...repliesIn(text.slice(end))]
    : [withoutHops(text)]
}

/** What arrived at both ends. */
const exchange = async (port: number, wire: Wire, received: () => string): Promise<readonly [string, string[]]> => {
  await using client = await rawClient(port)
  await client.send(wire.request)
  if (wire.untilClose) await client.ended()
  else await client.until(repliesIn(wire.reply).join('').length)
  return [received(), repliesIn(client.text)]
}

test('200 exchanges pass byte for byte in everything but hop-by-hop fields', async () => {
  let wire: Wire = exchangeOf(seeded(1))
  let received = ''
  await using origin = await rawOrigin(async peer => {
    for (;;) {
      await peer.until('\r\n\r\n', 20_000)
      const body = wire.request.length - wire.request.indexOf('\r\n\r\n')
      await peer.until(peer.text.indexOf('\r\n\r\n') + body)
      received = peer.take()
      await peer.send(wire.reply)
      if (wire.untilClose) return peer.finish()
    }
  })
  await using proxy = await withProxy({ upstream: origin.url })
  for (let number = 0; number < 200; number++) {
    wire = exchangeOf(seeded(1).fork(number))
    const [directRequest, directReplies] = await exchange(origin.port, wire, () => received)
    expect(directRequest).toBe(wire.request)
    const [request, replies] = await exchange(proxy.port, wire, () => received)
    expect(withoutHops(request)).toBe(withoutHops(directRequest))
    expect(replies).toEqual(directReplies)
  }
  expect(proxy.facts('exchange.closed').filter(({ end }) => end !== 'complete')).toEqual([])
})
