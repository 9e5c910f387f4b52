import { type RawOrigin, rawOrigin } from './origin.js'
import type { RawPeer } from './raw-peer.js'

/** Answers every request head with these bytes, whatever the request is. */
export const answering = (bytes: string, then: (peer: RawPeer) => unknown = () => {}): Promise<RawOrigin> =>
  rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(bytes)
    await then(peer)
  })
