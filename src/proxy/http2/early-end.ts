import type { Body } from '../../core/body.js'

/** A body, and whether it was over at once: then its head is its end. */
export interface Begun {
  readonly isEmpty: boolean
  readonly body: Body
}

/** Asks a body for its first chunk and gives it one turn of the event loop: nobody waits for what comes later. */
export const begun = async (source: Body): Promise<Begun> => {
  const iterator = source[Symbol.asyncIterator]()
  const first = iterator.next()
  // Whoever reads the body gets to know.
  const told = first.catch(() => null)
  const soon = new Promise<null>(resolve => setImmediate(() => resolve(null)))
  const isEmpty = (await Promise.race([told, soon]))?.done === true
  let held: typeof first | null = first
  const reader: AsyncIterator<Uint8Array> = {
    next() {
      const next = held ?? iterator.next()
      held = null
      return next
    },
    async return() {
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  }
  return { isEmpty, body: { [Symbol.asyncIterator]: () => reader } }
}
