import type { Exchange } from '../core/exchange.js'
import type { Scope } from '../core/fault.js'

/** What hits of one activation share: one value for each unit of a scope, made on first use. */
export interface States {
  get<T>(scope: Scope, exchange: Exchange, create: () => T): T
}

export const openStates = (): States => {
  const shared = new Map<string, unknown>()
  // A connection or an exchange that is gone takes its state with it; the signal is what copies of an exchange share.
  const bound = new WeakMap<object, unknown>()
  return {
    get<T>(scope: Scope, exchange: Exchange, create: () => T): T {
      const unit = unitOf(scope, exchange)
      if (typeof unit === 'string') {
        if (!shared.has(unit)) shared.set(unit, create())
        // The same fault asks for a scope with the same type each time: it made the value itself.
        return shared.get(unit) as T
      }
      if (!bound.has(unit)) bound.set(unit, create())
      // As above.
      return bound.get(unit) as T
    },
  }
}

const unitOf = (scope: Scope, { route, connection, signal }: Exchange): object | string => {
  switch (scope) {
    case 'exchange':
      return signal
    case 'connection':
      return connection
    case 'client':
      return `client ${connection.client}`
    case 'route':
      return `route ${route}`
    case 'proxy':
      return `proxy ${route.split('/', 1)[0]}`
  }
}
