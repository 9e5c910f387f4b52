import type { BoundFault } from '../../src/core/bound-fault.js'
import type { Middleware } from '../../src/core/exchange.js'
import { faultOf } from './rules.js'

/** A fault that acts as this middleware. */
export const acting = (middleware: Middleware): BoundFault => ({
  ...faultOf('test'),
  draw: () => ({ dose: {}, inject: () => middleware }),
})
