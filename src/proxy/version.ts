import type net from 'node:net'
import type tls from 'node:tls'
import type { Clock } from '../core/clock.js'
import { firstBytes } from './first-bytes.js'

/** The version of HTTP that a client's connection speaks. */
export type Version = 'http1' | 'http2'

/** What is offered to clients by ALPN, the dearest first (RFC 7301). */
export const ALPN: readonly string[] = ['h2', 'http/1.1']

export const versionOf = ({ alpnProtocol }: tls.TLSSocket): Version => (alpnProtocol === 'h2' ? 'http2' : 'http1')

const PREFACE = 'PRI * HTTP/2.0'
/** Longer than any client keeps a connection that it does not use. */
const IDLE_MS = 600_000

/** The version of a client that says so by its first bytes (RFC 9113 3.3); they stay to be read. */
export const priorKnowledge = async (socket: net.Socket, clock: Clock, closed: AbortSignal): Promise<Version> => {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, closed])
  void clock.sleep(IDLE_MS, signal).then(
    () => socket.destroy(),
    () => {},
  )
  const isTold = (bytes: Buffer) => bytes.length >= PREFACE.length || !PREFACE.startsWith(bytes.toString('latin1'))
  const first = await firstBytes(socket, isTold, closed)
  over.abort()
  return first?.toString('latin1', 0, PREFACE.length) === PREFACE ? 'http2' : 'http1'
}
