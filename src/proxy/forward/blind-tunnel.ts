import net from 'node:net'
import { hostOf, portOf } from '../address.js'
import type { Guard } from './guard.js'

/** Connects to a place for a tunnel whose bytes nobody looks into. */
export const dialBlindly = (place: URL, guard: Guard): net.Socket => {
  const port = portOf(place)
  return net.connect({ host: hostOf(place), port, lookup: guard.lookup(port), allowHalfOpen: true, noDelay: true })
}

/** Bytes both ways, each at the pace of its reader; a FIN is passed on as FIN and RST as RST. */
export const join = (one: net.Socket, other: net.Socket): void => {
  if (one.destroyed || other.destroyed) {
    for (const socket of [one, other]) socket.resetAndDestroy()
    return
  }
  pass(one, other)
  pass(other, one)
}

const pass = (from: net.Socket, to: net.Socket): void => {
  let broken = false
  from.on('error', () => {
    broken = true
  })
  from.on('close', () => {
    if (broken) to.resetAndDestroy()
    else if (!from.readableEnded) to.destroySoon()
  })
  from.pipe(to)
}
