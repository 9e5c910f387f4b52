import type { EventEmitter } from 'node:events'
import type { OutgoingMessage } from 'node:http'
import type { Writable } from 'node:stream'

/** Waits for one of the events, or rejects with the signal's reason as soon as it aborts. Leaves no listener behind. */
export const happened = (emitter: EventEmitter, events: readonly string[], signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const forget = () => {
      for (const event of events) emitter.off(event, done)
      signal.removeEventListener('abort', leave)
    }
    const done = () => {
      forget()
      resolve()
    }
    const leave = () => {
      forget()
      reject(signal.reason)
    }
    if (signal.aborted) return reject(signal.reason)
    for (const event of events) emitter.on(event, done)
    signal.addEventListener('abort', leave, { once: true })
  })

/** Writes one chunk and waits until the other side has room for the next, or is gone. */
export const push = async (to: Writable, chunk: Uint8Array, signal: AbortSignal): Promise<void> => {
  if (to.write(chunk) || to.destroyed) return
  await happened(to, ['drain', 'close', 'error'], signal)
}

/** Sends a head before its body. Not by `flushHeaders`: that encodes it as UTF-8, and a byte above ASCII becomes two. */
export const flushHead = (message: OutgoingMessage): void => {
  message.write(NOTHING)
}

const NOTHING = Buffer.alloc(0)
