import type net from 'node:net'
import type { Clock } from '../../core/clock.js'
import type { ProxyDoor } from '../door.js'
import { firstBytes, spokenBy } from '../first-bytes.js'
import { refusalReply } from '../http1/gateway-error.js'
import { Refusal } from '../http1/refusal.js'
import { dialBlindly } from './blind-tunnel.js'
import type { Guard } from './guard.js'
import { PAGE_HOST } from './page.js'
import type { Policy } from './policy.js'
import { parseAuthority, type Target } from './target.js'
import { SHUT } from './ways.js'

/** A client that is silent for this long may wait for the server to speak first. */
const SILENCE_MS = 500
const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n'

/** What CONNECT needs from its proxy. */
export interface Tunnels {
  readonly clock: Clock
  readonly policy: Policy
  readonly guard: Guard
  readonly door: Pick<ProxyDoor, 'isShut'>
  /** Aborts when the proxy closes. */
  readonly signal: AbortSignal
  /** Takes the client's side of a tunnel over; the first bytes are still to be read. */
  serve(socket: net.Socket, target: Target, spoken: 'tls' | 'http'): void
  /** Passes on the bytes of a tunnel that is not looked into; the upstream may still be connecting. */
  carry(client: net.Socket, upstream: net.Socket, target: Target): void
  /** A connection of the proxy's own. */
  opened(socket: net.Socket): void
  refused(message: string): void
}

/** Answers CONNECT (RFC 9110 9.3.6): looks into the tunnel, or passes it on blindly, or refuses it. Never rejects. */
export const connect = async (tunnels: Tunnels, authority: string, client: net.Socket): Promise<void> => {
  try {
    const target = parseAuthority(authority)
    if (target === null) throw new Refusal('CONNECT names a host and a port, such as api.example:443')
    if (tunnels.door.isShut && target.host !== PAGE_HOST) throw new Error(SHUT)
    if (tunnels.policy.intercepts(target)) await lookInto(tunnels, target, client)
    else await passBlindly(tunnels, target, client)
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    if (error instanceof Refusal && error.status !== 400) tunnels.refused(message)
    client.end(error instanceof Refusal ? refusalReply(error) : gatewayReply(message))
  }
}

const lookInto = async (tunnels: Tunnels, target: Target, client: net.Socket): Promise<void> => {
  client.write(ESTABLISHED)
  const silence = new AbortController()
  const over = AbortSignal.any([silence.signal, tunnels.signal])
  void tunnels.clock.sleep(SILENCE_MS, over).then(
    () => silence.abort(),
    () => {},
  )
  const first = await firstBytes(client, bytes => spokenBy(bytes) !== undefined, over)
  silence.abort()
  const spoken = first === null ? 'other' : spokenBy(first)
  if (client.destroyed || client.readableEnded || tunnels.signal.aborted) client.destroy()
  else if (spoken === 'tls' || spoken === 'http') tunnels.serve(client, target, spoken)
  else if (first !== null) tunnels.carry(client, dial(tunnels, target), target)
  else await whoeverSpeaksFirst(tunnels, target, client)
}

/** A client that speaks late is looked into all the same, as long as the server has said nothing. */
const whoeverSpeaksFirst = async (tunnels: Tunnels, target: Target, client: net.Socket): Promise<void> => {
  const upstream = dial(tunnels, target)
  const decided = new AbortController()
  const over = AbortSignal.any([decided.signal, tunnels.signal])
  void firstBytes(upstream, () => true, over).then(() => decided.abort())
  const first = await firstBytes(client, bytes => spokenBy(bytes) !== undefined, over)
  decided.abort()
  const spoken = first === null ? 'other' : spokenBy(first)
  if (client.destroyed || tunnels.signal.aborted) upstream.destroy()
  else if (spoken === 'tls' || spoken === 'http') {
    upstream.destroy()
    tunnels.serve(client, target, spoken)
  } else tunnels.carry(client, upstream, target)
}

const passBlindly = async (tunnels: Tunnels, target: Target, client: net.Socket): Promise<void> => {
  const upstream = dial(tunnels, target)
  const leave = () => upstream.destroy()
  client.once('close', leave)
  await new Promise<void>((resolve, reject) => {
    upstream.once('connect', resolve)
    upstream.once('error', reject)
    upstream.once('close', () => reject(new Error('the client left')))
  })
  client.off('close', leave)
  client.write(ESTABLISHED)
  tunnels.carry(client, upstream, target)
}

const dial = ({ policy, guard, opened }: Tunnels, target: Target): net.Socket => {
  const upstream = dialBlindly(policy.placeOf(target, 'https'), guard)
  upstream.on('error', () => {})
  opened(upstream)
  return upstream
}

const gatewayReply = (message: string): string => {
  const text = `fallacy: no connection: ${message}\n`
  return [
    ...['HTTP/1.1 502 Bad Gateway', 'Content-Type: text/plain; charset=utf-8'],
    ...[`Content-Length: ${Buffer.byteLength(text)}`, `x-fallacy-error: ${message.replace(/[^\x20-\x7e]/g, '?')}`],
    ...['Connection: close', '', text],
  ].join('\r\n')
}
