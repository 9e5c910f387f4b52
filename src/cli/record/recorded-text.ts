import { showPercent } from '../../core/units.js'
import { MODELINE } from '../init/experiment-text.js'
import type { SeenRoute } from './seen-routes.js'

export interface Recorded {
  readonly name: string
  readonly upstream: URL
  readonly port: number
  readonly routes: readonly SeenRoute[]
  readonly allowHosts: readonly string[]
}

/** A limit leaves room: what was seen is one day, and not the worst. */
const ROOM = 2
const LEAST_MS = 50

/**
 * An experiment whose routes and limits come from what was seen: the busiest route gets slow, the others must stay what
 * they were, and all must be again soon afterwards. It wants the same traffic again, through the same address.
 */
export const recordedText = ({ name, upstream, port, routes, allowHosts }: Recorded): string => {
  const [busiest, ...others] = routes
  if (busiest === undefined) throw new Error('expected at least one route')
  return `${MODELINE}
version: 1
name: ${name}
title: Others stay quick while ${busiest.id} is slow
description: Recorded from real traffic; send the like of it through the proxy while this runs.

proxies:
  recorded:
    listen: "127.0.0.1:${port}"
    upstream: ${JSON.stringify(upstream.href)}
    routes:
${routes.map(routeLine).join('\n')}

faults:
  slow: {target: recorded/${busiest.id}, latency: {add: 500ms}}

phases:
  - {name: baseline, kind: baseline, duration: 30s}
  - {name: inject, kind: inject, duration: 60s, faults: [slow]}
  - {name: recover, kind: recover, duration: 30s}

probes:
${routes.map(({ id }) => `  ${id}: {type: traffic, target: recorded/${id}}`).join('\n')}

hypotheses:
${others.map(route => `  - {id: ${route.id}-quick, probe: ${route.id}, measure: latency.p95, max: ${limitOf(route)}}\n`).join('')}${routes
  .map(route => `  - {id: ${route.id}-no-errors, probe: ${route.id}, measure: errorRate, max: ${errorsOf(route)}}\n`)
  .join('')}  - id: recovers
    kind: recovery
    probe: ${busiest.id}
    measure: latency.p95
    max: ${limitOf(busiest)}
    within: 15s
${allowHosts.length === 0 ? '' : `\nsafety:\n  allowHosts: ${JSON.stringify(allowHosts)}\n`}`
}

const routeLine = ({ id, method, path, n, p95, errors }: SeenRoute): string =>
  `      ${id}: {method: ${JSON.stringify(method)}, path: ${JSON.stringify(path)}}   # ${n} seen, p95 ${Math.ceil(p95)} ms, ${showPercent(errors)} errors`

/** Rounded up to two digits. */
const limitOf = ({ p95 }: SeenRoute): string => {
  const ms = Math.max(LEAST_MS, p95 * ROOM)
  const step = 10 ** Math.max(0, Math.floor(Math.log10(ms)) - 1)
  return `${Math.ceil(ms / step) * step}ms`
}

const errorsOf = ({ errors }: SeenRoute): string => `${Math.min(100, Math.ceil(errors * 100) + 5)}%`
