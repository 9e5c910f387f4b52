import { expect, test } from 'vitest'
import { showsAuthority } from '../../src/run/trust.js'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { factsIn, journalOf } from '../support/journal-of.js'
import { need } from '../support/need.js'
import { answering } from '../support/small-experiment.js'

/** What such short runs decide is not asked: on a busy machine they are late, and say so. */
const DECIDED_OR_LATE = [0, 3]

const CLIENT = `fetch(process.env.SHOP).then(reply => {
  console.log('status ' + reply.status)
  setInterval(() => {}, 1000)
}, error => console.log(error.cause))`

const SERVICES = `
services:
  client:
    command: ${JSON.stringify([process.execPath, '-e', CLIENT])}
    env: {SHOP: "\${proxies.shop.url}/service"}
    ready: {log: '^status 200', timeout: 10s, every: 20ms}
  other:
    command: ${JSON.stringify([process.execPath, '-e', 'setInterval(() => {}, 1000)'])}
    ready: {http: "\${proxies.shop.url}/ready", timeout: 10s, every: 20ms}`

const CURLING = `
  curl: {type: command, run: [curl, -sSf, "\${proxies.shop.url}/curl"], every: 400ms}`

const experiment = (upstream: string, { fault = 'latency: {add: 1ms}', services = '', probes = '' }) => `version: 1
name: trusting
proxies:
  shop: {upstream: "${upstream}", tls: auto}${services}
faults:
  it: {target: shop, ${fault}}
phases:
  - {name: baseline, kind: baseline, duration: 2s}
  - {name: inject, kind: inject, duration: 1s, faults: [it]}
load:
  shoppers: {baseUrl: "\${proxies.shop.url}", rate: 5/s, requests: [{name: home, get: /load}]}
probes:
  home: {type: http, url: "\${proxies.shop.url}/probe", every: 200ms}${probes}
hypotheses:
  - {id: good, probe: home, measure: errorRate, max: 0%, confidence: none}
`

test('probes, load, services, looks at readiness, and the curl of a probe trust a proxy with tls: auto', async context => {
  need(context, 'curl')
  using origin = await answering()
  using folder = temporaryFolder()
  const options = { cwd: folder.path, env: { XDG_DATA_HOME: folder.path } }
  const input = experiment(origin.url, { services: SERVICES, probes: CURLING })
  const { code, stdout, stderr } = await fallacy(['run', '-', '--yes', '--quiet'], { ...options, input })
  expect(DECIDED_OR_LATE, stdout).toContain(code)
  expect(stderr).toBe('')
  const journal = journalOf(folder.path)
  const samples = [...factsIn(journal, 'probe.sampled'), ...factsIn(journal, 'load.sampled')]
  expect(samples.filter(({ sample }) => !sample.ok)).toEqual([])
  const targets = new Set(factsIn(journal, 'exchange.opened').map(({ target }) => target))
  expect([...targets].sort()).toEqual(['/curl', '/load', '/probe', '/ready', '/service'])
})

test('a program that a probe starts may ask through a forward proxy, and trusts it', async context => {
  need(context, 'curl')
  using origin = await answering()
  using folder = temporaryFolder()
  const asked = 'run: [curl, -sSf, --noproxy, "", --proxy, "${proxies.egress.url}", "https://api.test/curl"]'
  const input = `version: 1
name: through
proxies: {egress: {mode: forward, map: {api.test: "${origin.url}"}}}
faults: {it: {target: egress, latency: {add: 1ms}}}
phases: [{name: baseline, kind: baseline, duration: 2s}, {name: inject, kind: inject, duration: 1s, faults: [it]}]
probes: {curl: {type: command, ${asked}, every: 400ms}}
hypotheses: [{id: good, probe: curl, measure: errorRate, max: 0%, confidence: none}]
`
  const { code, stdout, stderr } = await fallacy(['run', '-', '--yes', '--quiet'], {
    cwd: folder.path,
    env: { CI: '1' },
    input,
  })
  expect(DECIDED_OR_LATE, stdout).toContain(code)
  expect(stderr).toBe('')
  const samples = factsIn(journalOf(folder.path), 'probe.sampled').map(({ sample }) => sample)
  expect(samples.length).toBeGreaterThan(1)
  expect(samples.filter(({ ok }) => !ok)).toEqual([])
})

test('under CI the authority of the run is trusted, and a certificate of another still is not', async () => {
  using origin = await answering()
  using folder = temporaryFolder()
  const input = experiment(origin.url, { fault: 'existingConnections: reset, certificate: {kind: unknownCa}' })
  const run = await fallacy(['run', '-', '--quiet'], { cwd: folder.path, env: { CI: '1' }, input })
  expect([1, 3]).toContain(run.code)
  const samples = factsIn(journalOf(folder.path), 'probe.sampled').map(({ sample }) => sample)
  expect(samples[0]).toMatchObject({ ok: true, status: 200 })
  expect(samples.at(-1)).toMatchObject({ ok: false, error: 'tls' })
})

test('only a reverse proxy with tls: auto shows certificates of the authority to whoever is sent to its address', () => {
  const listen = { host: '127.0.0.1', port: 0 }
  const proxy = { id: 'shop', listen, upstream: new URL('http://127.0.0.1:1'), routes: [] } as const
  expect(showsAuthority([proxy, { ...proxy, tls: { cert: '', key: '' } }, { ...proxy, mode: 'tcp' }])).toBe(false)
  expect(showsAuthority([proxy, { ...proxy, tls: 'auto' }])).toBe(true)
})
