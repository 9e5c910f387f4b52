import net from 'node:net'
import { hostOf, portOf } from '../address.js'
import type { Guard } from './guard.js'
import type { Way } from './policy.js'

/** Connects to a place for a tunnel whose bytes nobody looks into. */
export const dialBlindly = ({ base, sentBy }: Way, guard: Guard): net.Socket => {
  const port = portOf(base)
  return net.connect({
    host: hostOf(base),
    port,
    lookup: guard.lookup(port, sentBy),
    allowHalfOpen: true,
    noDelay: true,
  })
}
