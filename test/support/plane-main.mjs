// A data plane in a process of its own, for tests that measure its memory: `node plane-main.mjs UPSTREAM`.

import { openJournal } from '../../dist/core/journal.js'
import { seeded } from '../../dist/core/random.js'
import { systemClock } from '../../dist/core/system-clock.js'
import { createPlane } from '../../dist/proxy/create-plane.js'

const clock = systemClock()
const journal = openJournal(clock.now)
const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: 60_000 })
const listen = { host: '127.0.0.1', port: 0 }
const { port } = await plane.listen({ id: 'payments', listen, upstream: new URL(process.argv[2]), routes: [] })
process.send({ port })
process.on('message', () => {
  globalThis.gc?.()
  process.send({ rss: process.memoryUsage().rss })
})
process.on('disconnect', () => process.exit())
