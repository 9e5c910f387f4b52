import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { oneOf, percent, shape } from '../core/options.js'
import { destinationOption, isTcp } from '../core/upstream-option.js'

export const reroute = defineFault({
  name: 'reroute',
  seen: 'replies of another server, which may know less or nothing',
  peers: 'Envoy weighted_clusters; Toxiproxy with another upstream',
  fallacy: 'Topology does not change',
  summary: 'Sends requests or connections to another upstream, in all or in part, as a balancer or a stale route does.',
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: shape({
    to: v.pipe(
      v.union([
        v.pipe(
          destinationOption,
          v.transform(to => [to]),
        ),
        v.pipe(v.array(destinationOption), v.minLength(1, 'expected at least one upstream, found none')),
      ]),
      v.description('where they go: one upstream, or a list of which each takes an equal part'),
    ),
    share: v.optional(v.pipe(percent, v.description('the part that goes there; the rest stays')), '100%'),
    sticky: v.optional(
      v.pipe(oneOf(['client', 'connection']), v.description('who goes where it went first; without it each request')),
    ),
  }),
  examples: [
    { to: 'http://127.0.0.1:9001' },
    { to: ['http://127.0.0.1:9001', 'http://127.0.0.1:9002/v2'], share: '50%', sticky: 'client' },
    { to: 'tcp://127.0.0.1:6380' },
  ],
  hosts: ({ to }) => to.map(one => new URL(one).hostname),
  destinations: ({ to }) => to.map(one => new URL(one)),
  stage: () => 'answer',
  unfit: ({ to }, protocol) => {
    const wrong = to.find(one => isTcp(one) !== (protocol === 'tcp'))
    if (wrong === undefined) return null
    return `expected to: ${protocol === 'tcp' ? 'tcp://HOST:PORT' : 'http:// or https://'} on ${protocol}, found ${wrong}`
  },
  draw: ({ to, share, sticky }, random) => ({
    to: random.chance(share) ? (to[Math.floor(random.float() * to.length)] ?? null) : null,
    sticky: sticky ?? null,
  }),
  inject({ to, sticky }, tools) {
    const way = sticky === null ? to : tools.state(sticky, () => ({ to })).to
    return (exchange, next) => {
      if (way === null) {
        tools.passed('it stays where it is')
        return next(exchange)
      }
      if (way !== to) tools.acted({ to: way })
      return next({ ...exchange, detour: { origin: new URL(way) } })
    }
  },
})
