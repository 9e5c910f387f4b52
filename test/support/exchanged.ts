import type { Wire } from '../proxy/http1/exchanges.js'
import { type RawOrigin, rawOrigin } from './origin.js'
import type { RawPeer } from './raw-peer.js'

const HOPS = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te']

/** A head without its hop-by-hop lines (RFC 9110 7.6.1), and all that follows it as it is. */
export const withoutHops = (message: string): string => {
  const end = message.indexOf('\r\n\r\n')
  const [line = '', ...fields] = message.slice(0, end).split('\r\n')
  const nameOf = (field: string) => field.slice(0, field.indexOf(':')).toLowerCase()
  const named = fields.filter(field => nameOf(field) === 'connection').flatMap(field => field.slice(11).split(','))
  const dropped = new Set([...HOPS, ...named.map(name => name.trim().toLowerCase())])
  return [line, ...fields.filter(field => !dropped.has(nameOf(field)))].join('\r\n') + message.slice(end)
}

/** The interim replies and the final one, each without its hop-by-hop lines. */
export const repliesIn = (text: string): string[] => {
  const end = text.indexOf('\r\n\r\n') + 4
  return /^HTTP\/1\.1 1/.test(text)
    ? [withoutHops(text.slice(0, end)), ...repliesIn(text.slice(end))]
    : [withoutHops(text)]
}

/** What arrived at both ends. */
export const exchange = async (
  client: RawPeer,
  wire: Wire,
  received: () => string,
): Promise<readonly [string, string[]]> => {
  await client.send(wire.request)
  if (wire.untilClose) await client.ended()
  else await client.until(repliesIn(wire.reply).join('').length)
  return [received(), repliesIn(client.text)]
}

/** Answers each request as `wire` says now; `received` is told its bytes. */
export const scripted = (wire: () => Wire, received: (request: string) => void): Promise<RawOrigin> =>
  rawOrigin(async peer => {
    for (;;) {
      await peer.until('\r\n\r\n', 20_000)
      const { request, reply, untilClose } = wire()
      const body = request.length - request.indexOf('\r\n\r\n')
      await peer.until(peer.text.indexOf('\r\n\r\n') + body)
      received(peer.take())
      await peer.send(reply)
      if (untilClose) return peer.finish()
    }
  })
