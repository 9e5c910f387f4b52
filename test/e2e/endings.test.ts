// Over 150 lines: every way in which a run ends, as the command tells it.
import { existsSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test as alone, expect } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { factsIn, journalOf } from '../support/journal-of.js'
import { answering } from '../support/small-experiment.js'

/** Runs wait more than they work. */
const test = alone.concurrent

interface Parts {
  readonly upstream: string
  readonly listen?: string
  readonly max?: string
  readonly more?: string
  readonly injectFor?: string
}

const experiment = ({
  upstream,
  listen = '127.0.0.1:0',
  max = '60s',
  more = '',
  injectFor = '1s',
}: Parts) => `version: 1
name: ending
proxies:
  shop: {listen: "${listen}", upstream: "${upstream}"}
faults:
  broken: {target: shop, respond: {status: 503}}
phases:
  - {name: baseline, kind: baseline, duration: 1s}
  - {name: inject, kind: inject, duration: ${injectFor}, faults: [broken]}
  - {name: recover, kind: recover, duration: 500ms}
probes:
  home: {type: http, url: "\${proxies.shop.url}/", every: 50ms}
hypotheses:
  - {id: quick, probe: home, measure: latency.max, max: ${max}, confidence: none}
${more}
`

const runWith = async (parts: Parts, files: Readonly<Record<string, string>> = {}) => {
  const folder = temporaryFolder({ 'x.yaml': experiment(parts), ...files })
  const run = await fallacy(['run', 'x.yaml'], { cwd: folder.path })
  return { ...run, folder: folder.path, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

test('a baseline that is not steady ends the run with 5, and no fault was injected', async () => {
  using origin = await answering()
  using run = await runWith({ upstream: origin.url, max: '1ms' })
  expect(run.code).toBe(5)
  const entries = journalOf(run.folder)
  expect(factsIn(entries, 'gate.checked')).toMatchObject([{ steady: false }])
  expect(factsIn(entries, 'fault.activated')).toEqual([])
})

test('an abort rule takes the faults off, looks at the recovery, and ends the run with 4', async () => {
  using origin = await answering()
  const more = 'abort:\n  - {id: down, probe: home, maxConsecutiveFailures: 3}'
  using run = await runWith({ upstream: origin.url, more, injectFor: '30s' })
  expect(run.code).toBe(4)
  const entries = journalOf(run.folder)
  expect(factsIn(entries, 'abort.triggered')).toMatchObject([{ rule: 'down' }])
  expect(factsIn(entries, 'fault.lifted')).toMatchObject([{ why: 'abort' }])
  expect(factsIn(entries, 'phase.ended').map(({ phase }) => phase)).toEqual(['baseline', 'recover'])
  expect(run.stdout).toContain('down')
})

test('with --aa the whole schedule runs and no fault does: what fails is a false alarm', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': experiment({ upstream: origin.url }) })
  const run = await fallacy(['run', 'x.yaml', '--aa'], { cwd: folder.path })
  expect(run.code).toBe(0)
  const entries = journalOf(folder.path)
  expect(factsIn(entries, 'fault.activated')).toEqual([])
  expect(factsIn(entries, 'phase.ended').map(({ phase }) => phase)).toEqual(['baseline', 'inject', 'recover'])
})

test('too little evidence ends the run with 3, never with 0', async () => {
  using origin = await answering()
  const more = '  - {id: proven, probe: home, measure: latency.p99, max: 60s, gate: false}'
  using run = await runWith({ upstream: origin.url, more })
  expect(run.code).toBe(3)
  expect(run.stdout).toMatch(/\? proven/)
})

test('a fault that nothing ran into proves nothing', async () => {
  using origin = await answering()
  using run = await runWith({ upstream: origin.url, more: '' }, {})
  expect(run.code).toBe(0)
  using silent = temporaryFolder({
    'x.yaml': experiment({ upstream: origin.url }).replace('${proxies.shop.url}', origin.url),
  })
  const missed = await fallacy(['run', 'x.yaml'], { cwd: silent.path })
  expect(missed.code).toBe(3)
  expect(missed.stdout).toMatch(/broken/)
})

test('an upstream that is down makes the baseline unsteady; nothing is injected', async () => {
  using run = await runWith({
    upstream: 'http://127.0.0.1:9',
    more: '  - {id: works, probe: home, measure: errorRate, max: 5%}',
  })
  expect(run.code).toBe(5)
  expect(factsIn(journalOf(run.folder), 'fault.injected')).toEqual([])
})

test('a port in use ends the run with 6 and names the address', async () => {
  using origin = await answering()
  const holder = http.createServer()
  await new Promise<void>(resolve => holder.listen(0, '127.0.0.1', resolve))
  // A server that listens on TCP has an address of that kind.
  const { port } = holder.address() as AddressInfo
  using run = await runWith({ upstream: origin.url, listen: `127.0.0.1:${port}` })
  holder.close()
  expect(run.code).toBe(6)
  expect(run.stdout + run.stderr).toContain(`127.0.0.1:${port}`)
  expect(run.stdout + run.stderr).not.toMatch(/\n\s+at /)
})

test.each([
  ['never gets ready', 'setInterval(()=>{},1000)', '300ms', /never was not ready after 300 ms/],
  ['dies before it is ready', 'console.log("no database");process.exit(3)', '20s', /exited with code 3 before it was/],
])(
  'a service that %s ends the run with 6, with the end of its log and nothing left running',
  async (_, code, timeout, message) => {
    using origin = await answering()
    const more = `services:
  never:
    command: ["${process.execPath}", service.cjs]
    ready: {tcp: "127.0.0.1:9", timeout: ${timeout}, every: 50ms}`
    using run = await runWith({ upstream: origin.url, more }, { 'service.cjs': code })
    expect(run.code).toBe(6)
    expect(run.stdout + run.stderr).toMatch(message)
    if (code.includes('no database')) expect(run.stdout + run.stderr).toContain('no database')
    const pid = factsIn(journalOf(run.folder), 'service.started')[0]?.pid ?? 0
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
  },
)

test('a service that dies in mid-run aborts the run', async () => {
  using origin = await answering()
  const more = `services:
  brief:
    command: ["${process.execPath}", service.cjs]
    ready: {log: up, timeout: 10s, every: 50ms}`
  const code = 'console.log("up");setTimeout(()=>process.exit(9),1500)'
  using run = await runWith({ upstream: origin.url, more, injectFor: '30s' }, { 'service.cjs': code })
  expect(run.code).toBe(4)
  expect(factsIn(journalOf(run.folder), 'abort.triggered')).toMatchObject([{ rule: 'service brief' }])
})

test('a report folder that cannot be written ends with 2 before anything starts', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': experiment({ upstream: origin.url }), 'fallacy-report': 'a file' })
  const run = await fallacy(['run', 'x.yaml'], { cwd: folder.path })
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toMatch(/fallacy-report cannot be written/)
  expect(existsSync(join(folder.path, 'fallacy-report', 'latest'))).toBe(false)
})
