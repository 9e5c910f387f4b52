// A forward proxy of the built package that looks into TLS, for measuring: node forward.mjs PORT ORIGIN [DIST]
// Every host *.test:443 is ORIGIN (https://127.0.0.1:19443), whose certificate nobody verifies; no fault is in force.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [port = '0', origin = 'https://127.0.0.1:19443', dist = '../../dist'] = process.argv.slice(2)
const load = path => import(new URL(path, new URL(`${dist}/`, import.meta.url)))
const { openJournal } = await load('core/journal.js')
const { seeded } = await load('core/random.js')
const { systemClock } = await load('core/system-clock.js')
const { createPlane } = await load('proxy/create-plane.js')
const { openAuthority } = await load('proxy/tls/authority.js')

const folder = mkdtempSync(join(tmpdir(), 'bench-forward-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGTERM', () => process.exit())
const clock = systemClock()
const journal = openJournal(() => clock.now())
const authority = () => openAuthority({ folder: join(folder, 'ca'), now: () => new Date() })
const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: 3_600_000, authority })
const to = new URL(origin)
const map = { get: name => (name.endsWith('.test:443') ? to : undefined) }
const { url } = await plane.listen({
  ...{ mode: 'forward', id: 'bench', listen: { host: '127.0.0.1', port: Number(port) }, routes: [] },
  ...{ intercept: ['*'], tunnel: [], refuse: [], map, judge: () => null },
  upstreamTls: new Map([['*', { verify: false }]]),
})
console.log(url)
