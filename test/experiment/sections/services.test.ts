import { expect, test } from 'vitest'
import type { ServiceSpec } from '../../../src/experiment/experiment.js'
import { loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const services = async (text: string): Promise<readonly ServiceSpec[]> =>
  (await loaded(`${MINIMAL}services:\n${text}\n`)).settle(new Map()).services

const told = (text: string) => problemsOf(`${MINIMAL}services:\n${text}\n`)

test('a service has defaults for all but its program', async () => {
  expect(await services('  a: {command: [node, server.js, 8080]}')).toMatchObject([
    {
      id: 'a',
      command: ['node', 'server.js', '8080'],
      env: {},
      ready: null,
      stop: { signal: 'SIGTERM', graceMs: 10_000 },
      onExit: 'abort',
      log: 'failures',
      dependsOn: [],
    },
  ])
})

test('a service without a readiness check is advised to have one', async () => {
  expect(await told('  a: {command: [a]}')).toEqual([
    'W302 16:3 service "a" has no readiness check: traffic may start before it listens',
  ])
})

test('a sample is a program of this package', async () => {
  const [service] = await services('  shop: {sample: checkout, env: {PORT: 9001, DEBUG: true}}')
  expect(service?.command).toEqual([process.execPath, expect.stringMatching(/dist.sample.main\.js$/), 'checkout'])
  expect(service?.env).toEqual({ PORT: '9001', DEBUG: 'true' })
})

test('each service comes after those it depends on, otherwise in the order of the file', async () => {
  const order = await services(`  a: {command: [a], dependsOn: [c]}
  b: {command: [b]}
  c: {command: [c], dependsOn: [d]}
  d: {command: [d]}`)
  expect(order.map(({ id }) => id)).toEqual(['d', 'c', 'a', 'b'])
})

test('a circle is told once, whoever leads into it', async () => {
  const text = `  a: {command: [a], ready: {log: x}, dependsOn: [b]}
  b: {command: [b], ready: {log: x}, dependsOn: [c]}
  c: {command: [c], ready: {log: x}, dependsOn: [b]}
  d: {command: [d], ready: {log: x}, dependsOn: [c]}
  e: {command: [e], ready: {log: x}, dependsOn: [e]}`
  expect(await told(text)).toEqual([
    'E205 17:49 services depend on each other: b -> c -> b',
    'E205 20:49 services depend on each other: e -> e',
  ])
})

test.each([
  ['{http: "http://127.0.0.1:1/"}', { kind: 'http', url: 'http://127.0.0.1:1/', status: [[200, 299]] }],
  [
    '{http: "http://127.0.0.1:1/", status: [200, "300-302"]}',
    {
      status: [
        [200, 200],
        [300, 302],
      ],
    },
  ],
  ['{tcp: "[::1]:5432", timeout: 1m}', { kind: 'tcp', host: '::1', port: 5432, timeoutMs: 60_000, everyMs: 500 }],
  ['{log: "^listening on \\\\d+$"}', { kind: 'log' }],
  ['{command: [pg_isready, -q], every: 2s}', { kind: 'command', command: ['pg_isready', '-q'], everyMs: 2_000 }],
])('ready %s is understood', async (ready, expected) => {
  const [service] = await services(`  a: {command: [a], ready: ${ready.replaceAll('\\\\', '\\\\')}}`)
  expect(service?.ready).toMatchObject(expected)
})

test.each([
  ['{http: "http://127.0.0.1:1/", tcp: "127.0.0.1:1"}', 'E122', 'expected exactly one of http, tcp, log, command'],
  ['{timeout: 1s}', 'E122', 'expected exactly one of http, tcp, log, command'],
  ['{tcp: "5432"}', 'E110', 'expected host:port'],
  ['{tcp: "db.example:5432"}', 'E301', 'host db.example is not allowed'],
  ['{http: "http://169.254.169.254/"}', 'E303', 'link-local'],
  ['{log: "("}', 'E110', 'expected a regular expression'],
  ['{log: "(a+)+$"}', 'E110', 'expected a regular expression'],
  ['{log: up, timeout: 30}', 'E121', 'expected a duration'],
  ['{http: "http://127.0.0.1:1/", status: 99}', 'E110', 'expected a status'],
])('ready %s is refused', async (ready, code, message) => {
  const [problem, ...others] = await told(`  a: {command: [a], ready: ${ready}}`)
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})

test.each([
  ['command: node server.js', 'E110', 'expected a list of a program and its arguments'],
  ['command: []', 'E110', 'expected'],
  ['command: [a], sample: checkout', 'E122', 'expected exactly one of command, sample'],
  ['command: [a], stop: {signal: SIGNOTHING}', 'E110', 'expected the name of a signal'],
  ['command: [a], onExit: explode', 'E111', 'expected abort, fail, ignore or restart'],
  ['command: [a], env: {A: [1]}', 'E110', 'expected'],
  ['command: [a], through: forward', 'E201', 'there is no forward proxy "forward"'],
])('%s is refused', async (service, code, message) => {
  const [problem, ...others] = await told(`  a: {${service}, ready: {log: up}}`)
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})
