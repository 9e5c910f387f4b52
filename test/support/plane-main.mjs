// A data plane in a process of its own, for tests that measure it: `node plane-main.mjs UPSTREAM [FAULT]`, a fault such as `{"latency":{"add":"1s"}}`.

import { readdirSync } from 'node:fs'

import { openJournal } from '../../dist/core/journal.js'
import { seeded } from '../../dist/core/random.js'
import { systemClock } from '../../dist/core/system-clock.js'
import { faults } from '../../dist/faults/index.js'
import { createPlane } from '../../dist/proxy/create-plane.js'

const clock = systemClock()
const journal = openJournal(clock.now)
const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: 60_000 })
const ends = {}
journal.subscribe(({ type, end }) => {
  if (type === 'exchange.closed') ends[end] = (ends[end] ?? 0) + 1
})
const listen = { host: '127.0.0.1', port: 0 }
const { port } = await plane.listen({ id: 'payments', listen, upstream: new URL(process.argv[2]), routes: [] })
const [[name, options] = []] = Object.entries(JSON.parse(process.argv[3] ?? '{}'))
if (name !== undefined) {
  const { value: fault } = faults.find(fault => fault.name === name).bind(options)
  const every = {
    percent: 1,
    per: 'request',
    key: null,
    first: null,
    every: null,
    after: null,
    limit: null,
    maxActive: null,
    existing: 'apply',
  }
  plane.activate({ id: 'fault', target: 'payments', envelope: every, fault }, 'inject')
}
process.send({ port })
process.on('message', () => {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  process.send({ rss, heapUsed, descriptors: readdirSync('/proc/self/fd').length, ends })
})
process.on('disconnect', () => process.exit())
