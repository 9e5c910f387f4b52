import type net from 'node:net'
import { UserError } from '../core/problem.js'
import { placeOf } from './address.js'
import { holderOf } from './holder.js'
import { isLoopback, reachedAt } from './own-address.js'
import type { Listening } from './plane.js'
import type { ProxySpec } from './rule.js'

type Place = Pick<ProxySpec, 'id' | 'listen' | 'tls'>

/** Connections that wait to be taken. Node's 511 are few: who finds no place comes again by TCP's timer, a second later. */
export const BACKLOG = 4_096

/** Makes a server listen where the proxy's spec says, and nowhere else; rejects with a UserError. */
export const bind = (server: net.Server, place: Place): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const { host, port } = place.listen
    const fail = (error: NodeJS.ErrnoException) => reject(cannotBind(error, host, port))
    server.once('error', fail)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', fail)
      // Such as EMFILE on accept: it passes, and must not end the process.
      server.on('error', () => {})
      resolve(boundAt(server, place))
    })
  })

/** Where this machine reaches a server that listens. */
export const boundAt = (server: net.Server, { id, listen: { host, port }, tls }: Place): Listening => {
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  const reached = reachedAt(host)
  return {
    ...{ id, host: reached, port: bound },
    url: `${tls === undefined ? 'http' : 'https'}://${placeOf(reached, bound)}`,
  }
}

/** A proxy that everybody on the network can use is not ours to open. */
export const refusePublic = ({ id, listen: { host, clients = [] } }: Place): void => {
  if (host === 'localhost' || isLoopback(host) || clients.length > 0) return
  throw new UserError(`proxy ${id} would listen on ${host}, where other machines can reach it`, {
    exit: 'environment',
    hints: ['say which clients may connect, or listen on 127.0.0.1 or [::1]'],
  })
}

export const cannotBind = (error: NodeJS.ErrnoException, host: string, port: number): UserError => {
  const address = placeOf(host, port)
  if (error.code !== 'EADDRINUSE') {
    const hints = error.code === 'EACCES' ? [PRIVILEGE] : []
    return new UserError(`cannot listen on ${address}: ${error.message}`, { exit: 'environment', hints, cause: error })
  }
  const pid = holderOf(port)
  return new UserError(`address ${address} is in use${pid === null ? '' : ` by process ${pid}`}`, {
    exit: 'environment',
    hints: ['stop what holds it, or listen on port 0 for a free one'],
    cause: error,
  })
}

const PRIVILEGE = 'ports below 1024 need a privilege: listen on a higher one, or on port 0 for a free one'
