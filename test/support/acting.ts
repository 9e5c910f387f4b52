import type { Middleware } from '../../src/core/exchange.js'
import type { BoundFault } from '../../src/core/fault.js'
import { faultOf } from './rules.js'

/** A fault that acts as this middleware. */
export const acting = (middleware: Middleware): BoundFault => ({
  ...faultOf('test'),
  draw: () => ({ dose: {}, inject: () => middleware }),
})
