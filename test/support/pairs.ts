import type { BoundFault, Reach } from '../../src/core/bound-fault.js'
import type { Protocol } from '../../src/core/exchange.js'
import { faults } from '../../src/faults/index.js'
import { faultNamed } from './with-proxy.js'

/** The first example that is meant for this protocol, bound; among those of that reach, where one is given. */
export const exampleFor = (name: string, protocol: Protocol, reach?: Reach): BoundFault | undefined =>
  faults
    .find(fault => fault.name === name)
    ?.examples.map(example => faultNamed(name, example))
    .find(bound => bound.protocols.includes(protocol) && (reach ?? bound.reach) === bound.reach)

/** Faults that claim a protocol and can act on it in this way; in any way, where none is given. */
export const fitting = (protocol: Protocol, reach?: Reach): readonly string[] =>
  faults
    .filter(({ name, protocols }) => protocols.includes(protocol) && exampleFor(name, protocol, reach))
    .map(({ name }) => name)
