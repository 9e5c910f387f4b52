import type { Routes } from './server.js'

/** A parcel is seen somewhere so often. */
const EVERY_MS = 100

/** Knows where parcels are, and tells everybody on the line, each event with its number: from one number on, if asked. */
export const tracker = (): Routes => {
  let last = 0
  const listeners = new Set<(number: number) => void>()
  setInterval(() => {
    last += 1
    for (const tell of listeners) tell(last)
  }, EVERY_MS).unref()
  return {
    'GET /events': ({ query }) => ({
      status: 101,
      begin(send) {
        const tell = (number: number) => send(JSON.stringify({ number }))
        const after = Number(query.get('after') ?? last)
        for (let number = after + 1; number <= last; number++) tell(number)
        listeners.add(tell)
        return () => listeners.delete(tell)
      },
    }),
    'GET /last': () => ({ status: 200, json: { last } }),
  }
}
