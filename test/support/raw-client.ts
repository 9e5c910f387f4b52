import net from 'node:net'
import { type RawPeer, rawPeer } from './raw-peer.js'

/** A TCP client on its own connection, half-open allowed. */
export const rawClient = (port: number, host = '127.0.0.1'): Promise<RawPeer> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ port, host, allowHalfOpen: true, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(rawPeer(socket))
    })
  })

/** Sends these bytes on a fresh connection and reads until the other side ends it. */
export const talkRaw = async (
  port: number,
  bytes: string | Uint8Array,
  ms = 15_000,
): Promise<{ readonly text: string; readonly ending: 'fin' | 'reset' }> => {
  await using client = await rawClient(port)
  await client.send(bytes).catch(() => {})
  const ending = await client.ended(ms)
  return { text: client.text, ending }
}

/** A request head with its empty line; `Host: test` unless given. */
export const head = (line: string, ...fields: readonly string[]): string => {
  const host = fields.some(field => /^host:/i.test(field)) ? [] : ['Host: test']
  return [`${line} HTTP/1.1`, ...host, ...fields, '', ''].join('\r\n')
}
