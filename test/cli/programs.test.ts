import { expect, test } from 'vitest'
import { programsNamed, programsStarted } from '../../src/cli/programs.js'
import { experimentOf, probeOf, serviceOf } from '../support/experiment.js'

test('every program that a run would start is named with its arguments, and hostile ones stay text', () => {
  const experiment = experimentOf({
    services: [
      serviceOf({
        ...{ id: 'shop', command: ['node', 'server.js', 'a b', '\x1b[2J'] },
        ready: { kind: 'command', command: ['./is-up.sh'], timeoutMs: 1, everyMs: 1 },
      }),
    ],
    probes: [
      { id: 'home', everyMs: 500, probe: probeOf() },
      { id: 'stuck', everyMs: 500, probe: { ...probeOf(), command: ['./stuck-orders.sh', '--json'] } },
    ],
  })
  const started = [
    "service shop: node server.js 'a b' '\\x1b[2J'",
    'ready shop: ./is-up.sh',
    'probe stuck: ./stuck-orders.sh --json',
  ]
  expect([programsStarted(experiment), programsNamed(experiment)]).toEqual([started, started])
})

test('a service of the embedded shop is none of the file, unless its environment could make it load code', () => {
  const sample = 'payments'
  const experiment = experimentOf({
    services: [
      serviceOf({ id: 'a', sample, env: { PORT: '1', SHOP_URL: 'http://127.0.0.1:2' } }),
      serviceOf({ id: 'b', sample, env: { PORT: '1', NODE_OPTIONS: '--import ./evil.js' } }),
    ],
  })
  expect(programsStarted(experiment)[0]).toBe('service a: the embedded payments')
  expect(programsNamed(experiment)).toEqual([
    "service b: the embedded payments, with NODE_OPTIONS='--import ./evil.js'",
  ])
})

test('no secret is shown, however an argument has to be quoted', () => {
  const hooks = { before: [{ command: ['login', "pa's$s"] as const, timeoutMs: 1, retries: 0 }], cleanup: [] }
  const experiment = { ...experimentOf(), hooks, secrets: [{ name: 'door', value: "pa's$s" }] }
  expect(programsStarted(experiment)).toEqual(["hook before: login '‹secret:door›'"])
})
