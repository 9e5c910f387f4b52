import net from 'node:net'
import { hostOf, portOf } from '../address.js'
import type { Guard } from './guard.js'

/** Connects to a place for a tunnel whose bytes nobody looks into. */
export const dialBlindly = (place: URL, guard: Guard): net.Socket => {
  const port = portOf(place)
  return net.connect({ host: hostOf(place), port, lookup: guard.lookup(port), allowHalfOpen: true, noDelay: true })
}
