// Over 150 lines: a file as a whole, from its text to an experiment.
import { expect, test } from 'vitest'
import type { Address } from '../../src/experiment/experiment.js'
import { upstreamOf } from '../../src/proxy/rule.js'
import { changed, FILE, FIRST_PORT, loaded, loadText, MINIMAL, problemsOf } from '../support/load-text.js'

const at = (port: number): Address => ({ url: `http://127.0.0.1:${port}`, host: '127.0.0.1', port })
const EDGE = 'proxies:\n  edge: {upstream: "http://127.0.0.1:9001"}\n'

test('the minimal file loads, and everything it leaves out has its default', async () => {
  const { plan, seed, proxies, rules, safety, report, warnings, settle } = await loaded(MINIMAL)
  expect(warnings).toEqual([])
  expect(seed).toBeNull()
  expect(plan).toMatchObject({ name: 'slow-payments', title: 'slow-payments', description: '', tags: [] })
  expect(plan.phases.map(({ name, durationMs, faults }) => [name, durationMs, faults])).toEqual([
    ['baseline', 20_000, []],
    ['inject', 40_000, ['slow']],
    ['recover', 20_000, []],
  ])
  expect(plan.hypotheses).toEqual([
    {
      id: 'usable',
      title: 'usable',
      kind: 'slo',
      probe: 'home',
      measure: 'latency.p95',
      limit: { op: 'max', value: 1_000, text: '1s' },
      phases: ['inject'],
      gate: true,
      confidence: 0.95,
      minSamples: 'auto',
      severity: 'block',
      onInconclusive: 'fail',
      place: { file: FILE, line: 14, column: 5, length: 56 },
    },
  ])
  expect(plan.faults).toMatchObject([
    { id: 'slow', fault: 'latency', options: { add: '800ms' }, percent: 1, minHits: 1 },
  ])
  expect(proxies).toMatchObject([{ id: 'payments', listen: { host: '127.0.0.1', port: 9002 }, routes: [] }])
  expect(rules).toMatchObject([
    { id: 'slow', target: 'payments', envelope: { percent: 1, per: 'request', first: null } },
  ])
  expect(safety).toMatchObject({ maxDurationMs: 900_000, faultTtlMs: 15_000 })
  expect(report).toEqual({
    dir: './fallacy-report',
    formats: ['json'],
    junitFile: 'junit.xml',
    redact: {
      headers: ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key'],
      json: [],
      disguise: expect.any(Function),
    },
  })
  expect(settle(new Map([['payments', at(9002)]]))).toMatchObject({
    services: [],
    load: [],
    probes: [{ id: 'home', everyMs: 200, probe: { urls: ['http://127.0.0.1:3000/'] } }],
  })
})

test('without phases there are a baseline, an injection of all faults, and a recovery', async () => {
  const text = MINIMAL.replace(/phases:\n(?: {2}- .*\n){3}/, '')
  const { plan } = await loaded(text)
  expect(plan.phases.map(({ kind, durationMs, faults }) => [kind, durationMs, faults])).toEqual([
    ['baseline', 20_000, []],
    ['inject', 40_000, ['slow']],
    ['recover', 20_000, []],
  ])
})

test('addresses of proxies are put in once they listen, and each time anew', async () => {
  const text = changed(MINIMAL, 'proxies:\n', EDGE)
    .replace('"http://127.0.0.1:3000/"', '"${proxies.edge.url}/page"')
    .concat(
      'services: {a: {command: [a, "${proxies.edge.port}"], env: {HOST: "${proxies.edge.host}"}, ready: {log: up}}}\n',
    )
    .concat('load: {l: {baseUrl: "${proxies.edge.url}", rate: 2/s, requests: [{get: /}]}}\n')
  const { settle } = await loaded(text)
  for (const port of [5_001, 5_002])
    expect(settle(new Map([['edge', at(port)]]))).toMatchObject({
      services: [{ command: ['a', `${port}`], env: { HOST: '127.0.0.1' } }],
      load: [{ baseUrl: `http://127.0.0.1:${port}` }],
      probes: [{ probe: { urls: [`http://127.0.0.1:${port}/page`] } }],
    })
})

test('what the addresses make wrong is thrown with its place when they are known', async () => {
  const text = changed(MINIMAL, '"http://127.0.0.1:3000/"', '"${proxies.payments.url}/"')
  const { settle } = await loaded(text)
  const elsewhere = new Map([['payments', { url: 'http://api.example', host: 'api.example', port: 80 }]])
  expect(() => settle(elsewhere)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code: 'E301', path: 'probes.home.url' })] }),
  )
})

test('a variable keeps its type where it stands alone, and is text beside other text', async () => {
  const text = changed(MINIMAL, 'version: 1', 'version: 1\nseed: "${vars.seed}"\ntitle: "seed ${vars.seed}"')
  const { seed, plan } = await loaded(`${text}vars: {seed: {default: 42}}\n`)
  expect([seed, plan.title]).toEqual([42, 'seed 42'])
})

test('values of --var win over the environment, which wins over the default', async () => {
  const text = changed(MINIMAL, 'add: 800ms', 'add: "${vars.delay}"').concat(
    'vars: {delay: {default: 1ms, env: DELAY}}\n',
  )
  const delay = async (input: object) => (await loaded(text, input)).plan.faults[0]?.options
  expect(await delay({})).toEqual({ add: '1ms' })
  expect(await delay({ env: { DELAY: '2ms' } })).toEqual({ add: '2ms' })
  expect(await delay({ env: { DELAY: '2ms' }, vars: { delay: '3ms' } })).toEqual({ add: '3ms' })
})

test('a port without a value is a free one, and every port another', async () => {
  const text = MINIMAL.replace('9102', '${vars.a}').replace('3000', '${vars.b}')
  const { proxies } = await loaded(`${text}vars: {a: {type: port}, b: {type: port}, c: {type: port, default: 1}}\n`)
  expect(proxies.map(upstreamOf)).toEqual([`http://127.0.0.1:${FIRST_PORT}/`])
})

test('a secret is used, and shown in nothing that is told', async () => {
  const text = changed(MINIMAL, 'latency: {add: 800ms}', 'respond: {status: 503, body: "${secrets.token}"}')
  const withSecret = `${text}secrets: {token: {env: TOKEN}}\ndescription: the word s3cret itself\n`
  const { settle, rules, secrets, ...told } = await loaded(withSecret, { env: { TOKEN: 's3cret' } })
  expect(secrets).toEqual([{ name: 'token', value: 's3cret' }])
  expect(told.plan.faults[0]?.options).toMatchObject({ body: '‹secret:token›' })
  expect(told.source).toContain('the word ‹secret:token› itself')
  expect(told.source).not.toContain('s3cret')
})

test('a problem does not quote a secret', async () => {
  const text = changed(MINIMAL, 'add: 800ms', 'add: "${secrets.token}"').concat('secrets: {token: {env: TOKEN}}\n')
  expect(await problemsOf(text, { env: { TOKEN: 's3cret' } })).toEqual([
    'E121 6:44 expected a duration such as 250ms, 2s or 1m, found "‹secret:token›"',
  ])
})

test('keys that start with x- are ignored at every level but in maps of header fields', async () => {
  const text = MINIMAL.replace('version: 1', 'version: 1\nx-top: {a: [1]}')
    .replace('latency: {', 'x-fault: 1, latency: {x-option: {}, ')
    .replace('duration: 40s', 'x-phase: [], duration: 40s')
    .replace('every: 200ms', 'x-probe: 1, headers: {x-user: u}, every: 200ms')
  const { warnings, plan } = await loaded(text)
  expect(warnings).toEqual([])
  expect(plan.faults[0]?.options).toEqual({ add: '800ms' })
})

test('an anchor may be declared in an x- key and used elsewhere', async () => {
  const text = changed(MINIMAL, '{add: 800ms}', '*slow').replace('version: 1', 'x-slow: &slow {add: 5ms}\nversion: 1')
  expect((await loaded(text)).plan.faults[0]?.options).toEqual({ add: '5ms' })
})

test('$schema is for editors, and for nobody else', async () => {
  expect((await loaded(`$schema: https://example.test/schema.json\n${MINIMAL}`)).warnings).toEqual([])
})

test('--var names a variable of the file', async () => {
  const text = `${MINIMAL}vars: {rps: {default: 5}}\ntitle: "\${vars.rps}"\n`
  expect(await problemsOf(text, { vars: { rsp: '5' } })).toEqual([
    'E206 - --var rsp names no variable of this file, did you mean "rps"?',
    'E110 16:9 expected text, found the number 5',
  ])
})

test('hosts that the user owns are allowed, whatever the file says', async () => {
  const text = changed(MINIMAL, 'http://127.0.0.1:9102', 'http://api.prod.example')
  expect((await loadText(text)).ok).toBe(false)
  expect((await loadText(text, { ownHosts: ['api.prod.example'] })).ok).toBe(true)
})

test('bytes, a byte order mark and CRLF are read as the text is', async () => {
  const bytes = new TextEncoder().encode(`\uFEFF${MINIMAL.replaceAll('\n', '\r\n')}`)
  const result = await loadText(bytes)
  expect(result).toMatchObject({ ok: true, experiment: { plan: { faults: [{ place: { line: 6, column: 3 } }] } } })
})
