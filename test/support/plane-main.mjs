// A data plane in a process of its own, for tests that measure it: `node plane-main.mjs UPSTREAM [FAULT [FOLDER]]`, a fault such as `{"latency":{"add":"1s"}}`.
// With the folder of an authority it is a forward proxy, and UPSTREAM is where every host is in truth.

import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapSpaceStatistics } from 'node:v8'

import * as v from 'valibot'
import { openJournal } from '../../dist/core/journal.js'
import { seeded } from '../../dist/core/random.js'
import { systemClock } from '../../dist/core/system-clock.js'
import { envelopeOf, envelopeShape } from '../../dist/experiment/sections/envelope.js'
import { faults } from '../../dist/faults/index.js'
import { createPlane } from '../../dist/proxy/create-plane.js'
import { brokenFault } from './broken-fault.mjs'

const clock = systemClock()
const journal = openJournal(clock.now)
const [, , upstream, wanted = '{}', folder] = process.argv
const authority = async () => {
  const { openAuthority } = await import('../../dist/proxy/tls/authority.js')
  return openAuthority({ folder, now: () => new Date() })
}
const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: Number.POSITIVE_INFINITY, authority })
const delays = monitorEventLoopDelay({ resolution: 5 })
delays.enable()
const ends = {}
journal.subscribe(({ type, end }) => {
  if (type === 'exchange.closed') ends[end] = (ends[end] ?? 0) + 1
})
const listen = { host: '127.0.0.1', port: 0 }
const [scheme = ''] = upstream.split(':')
const to = new URL(upstream.replace(/^h2c:/, 'http:'))
const SPOKEN = { tcp: { mode: 'tcp' }, h2c: { protocol: 'h2c' } }
const forward = { mode: 'forward', intercept: ['*'], tunnel: [], refuse: [], map: { get: () => to }, judge: () => null }
const way = folder === undefined ? { upstream: to, ...SPOKEN[scheme] } : { ...forward, upstreamTls: new Map() }
const { port } = await plane.listen({ id: 'payments', listen, routes: [], ...way })
const [[name, options] = []] = Object.entries(JSON.parse(wanted))
if (name !== undefined) {
  const { value: fault } = [...faults, brokenFault].find(fault => fault.name === name).bind(options)
  const envelope = envelopeOf(v.parse(envelopeShape, { target: 'payments' }))
  plane.activate({ id: 'fault', target: 'payments', envelope, fault }, 'inject')
}
process.send({ port })
process.on('message', () => {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const longestMs = delays.max / 1e6
  delays.reset()
  const listening = process.getActiveResourcesInfo().filter(kind => kind === 'TCPServerWrap').length
  const descriptors = readdirSync('/proc/self/fd').length
  const young = getHeapSpaceStatistics().find(space => space.space_name === 'new_space').physical_space_size
  process.send({ rss, heapUsed, young, live: heapUsed + external, descriptors, listening, longestMs, ends })
})
process.on('disconnect', () => process.exit())
