import type { SealedFault } from '../core/fault.js'
import type { SealedProbe } from '../core/probe.js'
import { showSize } from '../core/units.js'
import { flow, itemPage } from './catalogue.js'

/** What a fault does and how it is written. */
export const faultPage = (fault: SealedFault): string => {
  const facts = [
    ['fallacy', fault.fallacy],
    ['protocols', fault.protocols.join(', ')],
    ...(fault.seen === '' ? [] : [['seen as', fault.seen]]),
    ...(fault.peers === '' ? [] : [['like', fault.peers]]),
    ...(fault.parts ?? []).map(([name, options], at) => [at === 0 ? 'made of' : '', `${name}: ${flow(options)}`]),
    ...(fault.holds > 0 ? [['holds', `bodies of up to ${showSize(fault.holds)}`]] : []),
  ]
  return itemPage(fault, facts, value => `${fault.name}: ${flow(value)}`)
}

const KINDS = {
  active: 'active: looks at the system every so often (every, default 1s)',
  listening: 'listening: is told by others, at an address of its own',
  passive: 'passive: watches the traffic that flows through the proxies',
}

/** What a probe measures and how it is written. */
export const probePage = (probe: SealedProbe): string => {
  const typed = (value: string) => (value.startsWith('{') ? `{type: ${probe.name}, ${value.slice(1)}` : value)
  return itemPage(probe, [['kind', KINDS[probe.kind]]], value => typed(flow(value)))
}
