import http from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { endToEnd, fromRaw, type HeaderList } from '../core/headers.js'
import { hostOf, portOf, targetAt } from './address.js'
import { UpstreamFailed } from './received.js'

/** The upstream's answer to a handshake: its own 101 with the connection, or an ordinary reply. */
export type Handshake =
  | {
      readonly agreed: true
      readonly response: http.IncomingMessage
      readonly upstream: Duplex
      readonly early: Buffer
    }
  | { readonly agreed: false; readonly response: http.IncomingMessage }

/** Asks the upstream for the upgrade, on a connection of its own. */
export const agree = (req: http.IncomingMessage, signal: AbortSignal, base: URL): Promise<Handshake> =>
  new Promise((resolve, reject) => {
    const secure = base.protocol === 'https:'
    const host = hostOf(base)
    const at = { host, port: portOf(base), allowHalfOpen: true }
    const call = http.request({
      ...{ method: req.method, path: targetAt(base, req.url ?? '/'), headers: asked(fromRaw(req.rawHeaders)).flat() },
      ...{ host, setHost: false, maxHeaderSize: 256 * 1024 },
      createConnection: () =>
        secure ? tls.connect({ ...at, servername: net.isIP(host) ? '' : host }) : net.connect(at),
    })
    call.maxHeadersCount = 0
    signal.addEventListener('abort', () => call.destroy(), { once: true })
    call.on('upgrade', (response, upstream, early) => resolve({ agreed: true, response, upstream, early }))
    call.on('response', response => resolve({ agreed: false, response }))
    call.on('error', error => reject(signal.aborted ? signal.reason : new UpstreamFailed(error.message)))
    call.end()
  })

/** End-to-end fields, and the two that ask for the upgrade. */
const asked = (headers: HeaderList): HeaderList => {
  const kept = new Set(endToEnd(headers))
  return headers.flatMap(field => {
    const name = field[0].toLowerCase()
    if (name === 'connection') return [[field[0], 'Upgrade'] as const]
    return kept.has(field) || name === 'upgrade' ? [field] : []
  })
}
