// A data plane in a process of its own, for tests that measure what it holds: `node plane-main.mjs UPSTREAM`.

import { readdirSync } from 'node:fs'

import { openJournal } from '../../dist/core/journal.js'
import { seeded } from '../../dist/core/random.js'
import { systemClock } from '../../dist/core/system-clock.js'
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
process.send({ port })
process.on('message', () => {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  process.send({ rss, heapUsed, descriptors: readdirSync('/proc/self/fd').length, ends })
})
process.on('disconnect', () => process.exit())
