import type { Writable } from 'node:stream'

/** More bytes than these keep their reader busy by themselves. */
export const SMALL = 8 * 1024

/** Corked since the last turn of the event loop began. */
let waiting: Writable[] = []

/**
 * Writes as `to.write` does, but what is small leaves at the end of this turn of the event loop, that of all connections
 * together: to wake their readers one by one is half of what a relay costs the system.
 */
export const gather = (to: Writable, bytes: Buffer): boolean => {
  if (bytes.length > SMALL) to.uncork()
  else hold(to)
  return to.write(bytes)
}

/** Whatever is written from now on leaves at the end of this turn of the event loop. */
export const hold = (to: Writable): void => {
  if (to.writableCorked > 0) return
  to.cork()
  if (waiting.push(to) === 1) setImmediate(leave)
}

const leave = (): void => {
  const all = waiting
  waiting = []
  for (const one of all) one.uncork()
}
