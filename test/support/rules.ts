import * as v from 'valibot'
import type { BoundFault } from '../../src/core/bound-fault.js'
import { envelopeOf, envelopeShape } from '../../src/experiment/sections/envelope.js'
import type { Envelope, Rule } from '../../src/proxy/rule.js'

/** What a file means that says nothing of whom a fault hits. */
export const everyRequest: Envelope = envelopeOf(v.parse(envelopeShape, { target: 'payments' }))

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
