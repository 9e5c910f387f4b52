import { rawOrigin } from './origin.js'
import { rawClient } from './raw-client.js'
import type { RawPeer } from './raw-peer.js'
import { AGREED, ASKED } from './talk.js'

/** Both ends of a WebSocket, as bytes, once they have shaken hands. */
export interface WebSocketPair extends AsyncDisposable {
  readonly client: RawPeer
  readonly server: RawPeer
}

export interface WebSocketPairs extends AsyncDisposable {
  readonly url: URL
  /** A pair through a proxy before `url`. */
  open(port: number): Promise<WebSocketPair>
}

/** A server that agrees to every handshake, and what connects with it. */
export const webSocketPairs = async (): Promise<WebSocketPairs> => {
  const waiting = new Map<string, (peer: RawPeer) => void>()
  const origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    const [, name = ''] = /^GET \/(\d+) /.exec(peer.take()) ?? []
    waiting.get(name)?.(peer)
  })
  let count = 0
  return {
    url: origin.url,
    async open(port) {
      const name = String(++count)
      const came = new Promise<RawPeer>(resolve => waiting.set(name, resolve))
      const client = await rawClient(port)
      await client.send(ASKED.replace('/chat', `/${name}`))
      const server = await came
      waiting.delete(name)
      await server.send(AGREED)
      await client.until(AGREED.length)
      client.take()
      return {
        ...{ client, server },
        async [Symbol.asyncDispose]() {
          await Promise.all([client, server].map(peer => peer[Symbol.asyncDispose]()))
        },
      }
    },
    [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose](),
  }
}
