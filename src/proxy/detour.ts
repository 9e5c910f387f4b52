import type net from 'node:net'
import type { Detour } from '../core/exchange.js'
import { hostOf, portOf } from './address.js'
import { unmapped } from './network.js'

/** Where a connection goes that passes on bytes. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Where it goes instead. */
export const detoured = (usual: Endpoint, detour: Detour | undefined): Endpoint => {
  if (detour === undefined) return usual
  return 'origin' in detour
    ? { host: hostOf(detour.origin), port: portOf(detour.origin) }
    : { host: detour.address, port: usual.port }
}

/** Whether a port of an address belongs to this run. */
export type IsOurs = (address: string, port: number) => boolean

/**
 * Ends a connection that a fault sends to a port of this run, before a byte: whatever name and address led there,
 * requests would go round for ever.
 */
export const refuseOwn = (socket: net.Socket, isOurs: IsOurs): net.Socket =>
  socket.once('connect', () => {
    const { remoteAddress = '', remotePort = 0 } = socket
    if (isOurs(unmapped(remoteAddress), remotePort))
      socket.destroy(new Error(`a fault would send it round: ${remoteAddress}:${remotePort} belongs to this run`))
  })
