import type { BoundFault } from '../../src/core/bound-fault.js'
import type { Envelope, Rule } from '../../src/proxy/rule.js'

export const everyRequest: Envelope = {
  percent: 1,
  per: 'request',
  key: null,
  first: null,
  every: null,
  after: null,
  limit: null,
  maxActive: null,
  cohort: null,
  existing: 'apply',
}

/** A fault that does nothing but has a name: for tests of what switches faults. */
export const faultOf = (name: string): BoundFault => ({
  name,
  stage: 'delay',
  protocols: ['http1'],
  unfit: new Map(),
  draw: () => ({ dose: {}, inject: () => (exchange, next) => next(exchange) }),
})

export const ruleOf = (id: string, fault: BoundFault, envelope: Partial<Envelope> = {}, target = 'payments'): Rule => ({
  id,
  target,
  fault,
  envelope: { ...everyRequest, ...envelope },
})
