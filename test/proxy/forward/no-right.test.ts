import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runProgram } from '../../support/run-program.js'

/** Below which port Linux wants a privilege. */
const firstFree = (): number => {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))
  } catch {
    return 0
  }
}

/** Opens a proxy of each kind as a user who may not listen there, and then one on a free port; prints what became of each. */
const script = `
import { mkdtempSync, rmSync } from 'node:fs'
const dist = ${JSON.stringify(new URL('../../../dist', import.meta.url).href)}
const load = path => import(dist + path)
const [{ createPlane }, { openAuthority }, { openJournal }, { seeded }, { systemClock }] = await Promise.all(
  ['/proxy/create-plane.js', '/proxy/tls/authority.js', '/core/journal.js', '/core/random.js', '/core/system-clock.js'].map(load))
const clock = systemClock()
const folders = []
const authority = () => {
  folders.push(mkdtempSync('/tmp/fallacy-test-'))
  return openAuthority({ folder: folders.at(-1) + '/ca', now: () => new Date() })
}
// Each user removes what is its own.
const clear = () => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true }))
const open = () => createPlane({ clock, journal: openJournal(clock.now), random: seeded(1), ttlMs: 1e9, authority })
const forward = { mode: 'forward', intercept: ['*'], tunnel: [], refuse: [], map: new Map(), upstreamTls: new Map(), judge: () => null }
const kinds = { forward, reverse: { upstream: new URL('http://127.0.0.1:9') }, tcp: { mode: 'tcp', upstream: new URL('tcp://127.0.0.1:9') } }
const listening = (plane, id, port) => plane.listen({ id, listen: { host: '127.0.0.1', port }, routes: [], ...kinds[id] })
// What is loaded late may be nothing that the other user can read.
const first = open()
for (const id of Object.keys(kinds)) await listening(first, id, 0)
await first.close(0)
clear()
if (process.getuid() === 0) process.setuid(65534)
const plane = open()
for (const port of [PORT, 0]) for (const id of Object.keys(kinds))
  await listening(plane, id, port).then(
    () => console.log(id, 'listens'), error => console.log(id, error.exit, error.message, '=', ...error.hints))
await plane.close(0)
clear()
`

test.skipIf(firstFree() < 2)(
  'a port that its user may not bind is an error with its remedy, and nothing else is lost',
  async () => {
    const port = firstFree() - 1
    const { stdout, stderr, code } = await runProgram([
      ...([process.execPath, '--input-type=module', '-e'] as const),
      script.replace('PORT', String(port)),
    ])
    const refused = `environment cannot listen on 127.0.0.1:${port}: listen EACCES: permission denied 127.0.0.1:${port} = `
    const remedy = 'ports below 1024 need a privilege: listen on a higher one, or on port 0 for a free one'
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n')).toEqual([
      ...['forward', 'reverse', 'tcp'].map(id => `${id} ${refused}${remedy}`),
      ...['forward', 'reverse', 'tcp'].map(id => `${id} listens`),
    ])
    expect(code).toBe(0)
  },
)
