import type { Scope } from '../core/fault.js'
import type { Hit } from './tools.js'

/** What hits of one activation share: one value for each unit of a scope, made on first use. */
export interface States {
  get<T>(scope: Scope, hit: Hit, create: () => T): T
}

export const openStates = (): States => {
  const shared = new Map<string, unknown>()
  // A connection or an exchange that is gone takes its state with it; the signal is what copies of an exchange share.
  const bound = new WeakMap<object, unknown>()
  return {
    get<T>(scope: Scope, hit: Hit, create: () => T): T {
      const unit = unitOf(scope, hit)
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

const unitOf = (scope: Scope, { route, connection, signal }: Hit): object | string => {
  switch (scope) {
    case 'exchange':
      return signal
    case 'connection':
      return connection ?? signal
    case 'client':
      return `client ${connection?.client}`
    case 'route':
      return `route ${route}`
    case 'proxy':
      return `proxy ${route.split('/', 1)[0]}`
  }
}
