import type { Door } from '../core/connection.js'
import type { Bolt } from './bolt.js'
import type { Visits } from './visits.js'

/** A door, and what only its proxy may do with it. */
export interface ProxyDoor extends Door {
  readonly isShut: boolean
  /** Shuts it for good. */
  close(): void
}

/** The door of a proxy; it is open as long as nobody has shut it. */
export const openDoor = (proxy: string, visits: Visits, bolt: Bolt): ProxyDoor => {
  const closed = new AbortController()
  const shutters = new Set<object>()
  return {
    signal: closed.signal,
    get open() {
      return visits.of(proxy).length
    },
    get isShut() {
      return closed.signal.aborted || shutters.size > 0
    },
    shut() {
      const shutter = {}
      shutters.add(shutter)
      bolt.shut()
      return () => {
        if (shutters.delete(shutter) && shutters.size === 0 && !closed.signal.aborted) bolt.open()
      }
    },
    shed(how) {
      const open = visits.of(proxy)
      for (const visit of open) visit.shed(how)
      return open.length
    },
    close() {
      closed.abort(new Error('the proxy is closed'))
      bolt.shut()
    },
  }
}
