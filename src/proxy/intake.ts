import type net from 'node:net'
import type { Clock } from '../core/clock.js'

/** Where a turn of the event loop takes this long others are being served, and a connection is kept from that no longer. */
const TURN_MS = 5
/** A burst that goes on for longer is served as far as it has come. */
const BURST_MS = 100

/**
 * Takes up the connections of one moment before the first of them is served. libuv accepts one in a turn of the event
 * loop (since 1.45): if each were served at once, the next would wait for a turn in which all before it are.
 */
export const openIntake = ({ now }: Pick<Clock, 'now'>): ((socket: net.Socket, serve: () => void) => void) => {
  let waiting: (() => void)[] = []
  let since = 0
  let lookedAt = 0
  let isGrowing = false
  const look = () => {
    const at = now()
    if (isGrowing && at - lookedAt < TURN_MS && at - since < BURST_MS) {
      isGrowing = false
      lookedAt = at
      setImmediate(look)
      return
    }
    const all = waiting
    waiting = []
    for (const serve of all) serve()
  }
  return (socket, serve) => {
    isGrowing = true
    if (waiting.push(() => socket.destroyed || serve()) > 1) return
    since = now()
    lookedAt = since
    setImmediate(look)
  }
}
